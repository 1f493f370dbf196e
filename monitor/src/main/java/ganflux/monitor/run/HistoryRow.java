package ganflux.monitor.run;

import ganflux.v1.RoundReport;
import ganflux.v1.StepReport;
import java.util.List;
import java.util.function.ToDoubleFunction;

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
            "lagRecords",
            "slowestSlotSeconds",
            "fastestSlotSeconds",
            "overheadRatio",
            "spreadRatio");

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
            report.getPipeline().getLagRecords(),
            ofRound(report, RoundReport::getSlowestSlotSeconds),
            ofRound(report, RoundReport::getFastestSlotSeconds),
            ofRound(report, RoundReport::getOverheadRatio),
            ofRound(report, RoundReport::getSpreadRatio)
        };
    }

    private static double ofRound(StepReport report, ToDoubleFunction<RoundReport> field) {
        return report.hasRound() ? field.applyAsDouble(report.getRound()) : Double.NaN;
    }
}
