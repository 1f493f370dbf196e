package ganflux.monitor.run;

import ganflux.v1.StepReport;
import java.util.List;

/** The form of a row of history: one double for each of {@link #COLUMNS}, NaN where unknown. */
public final class HistoryRow {
    /** The names of a row's values, in their order. */
    public static final List<String> COLUMNS = List.of(
            "step",
            "finishedAtMs",
            "discriminatorLoss",
            "generatorLoss",
            "realScore",
            "fakeScore",
            "generatorScore",
            "imagesPerSecond",
            "lagRecords");

    /** How many columns, from the first, say where a row belongs rather than what was measured. */
    static final int KEYS = 2;

    private HistoryRow() {}

    static double[] of(StepReport report, double imagesPerSecond) {
        return new double[] {
            report.getStep(),
            report.getFinishedAtMs(),
            report.getDiscriminatorLoss(),
            report.getGeneratorLoss(),
            report.getRealScore(),
            report.getFakeScore(),
            report.getGeneratorScore(),
            imagesPerSecond,
            report.getPipeline().getLagRecords()
        };
    }
}
