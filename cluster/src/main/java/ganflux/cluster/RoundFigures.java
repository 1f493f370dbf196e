package ganflux.cluster;

import ganflux.v1.RoundReport;
import java.util.DoubleSummaryStatistics;

/** What a round was like, as its reports tell it. */
final class RoundFigures {
    private RoundFigures() {}

    /**
     * The times of one round, and how far its slots were apart.
     *
     * @param seconds from its plan to its checkpoint
     * @param slots the seconds of each slot, at least one
     * @param spread as {@link Averaging#spread}
     */
    static RoundReport.Builder of(double seconds, DoubleSummaryStatistics slots, double spread) {
        return RoundReport.newBuilder()
                .setSlots((int) slots.getCount())
                .setSeconds(seconds)
                .setSlowestSlotSeconds(slots.getMax())
                .setFastestSlotSeconds(slots.getMin())
                // An executor's clock may run ahead of the driver's.
                .setOverheadRatio(Math.max(0, 1 - slots.getMax() / seconds))
                .setSpreadRatio(spread);
    }
}
