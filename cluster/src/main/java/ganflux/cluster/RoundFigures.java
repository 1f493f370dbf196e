package ganflux.cluster;

import ganflux.v1.RoundReport;
import java.util.DoubleSummaryStatistics;

/** What a round was like, as its reports tell it. */
final class RoundFigures {
    private RoundFigures() {}

    /**
     * Of one round.
     *
     * @param number of the round, from 1
     * @param executors that there were at its end
     * @param seconds from its plan to its checkpoint
     * @param slots the seconds of each slot, at least one
     * @param spread as {@link Averaging#spread}
     */
    static RoundReport of(long number, int executors, double seconds, DoubleSummaryStatistics slots, double spread) {
        return RoundReport.newBuilder()
                .setNumber(number)
                .setSlots((int) slots.getCount())
                .setExecutors(executors)
                .setSeconds(seconds)
                .setSlowestSlotSeconds(slots.getMax())
                .setFastestSlotSeconds(slots.getMin())
                // An executor's clock may run ahead of the driver's.
                .setOverheadRatio(Math.max(0, 1 - slots.getMax() / seconds))
                .setSpreadRatio(spread)
                .build();
    }
}
