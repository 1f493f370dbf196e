package ganflux.monitor;

import ganflux.v1.RoundReport;
import ganflux.v1.StepReport;

/** A run whose steps four workers make in rounds of 64, of which one straggles; they drift apart as it goes on. */
final class SimulatedRounds {
    static final int STEPS = 64;

    private SimulatedRounds() {}

    /** The step as one of a round. */
    static StepReport of(StepReport step) {
        int number = (int) ((step.getStep() - 1) / STEPS) + 1;
        double slowest = 2 + .25 * Math.sin(number);
        double seconds = slowest + .5;
        return step.toBuilder()
                .setRound(RoundReport.newBuilder()
                        .setNumber(number)
                        .setSlots(4)
                        .setExecutors(2)
                        .setSeconds(seconds)
                        .setSlowestSlotSeconds(slowest)
                        .setFastestSlotSeconds(slowest / 1.25)
                        .setOverheadRatio(1 - slowest / seconds)
                        .setSpreadRatio(.01 * Math.sqrt(number)))
                .build();
    }
}
