package ganflux.monitor;

import ganflux.monitor.run.Progress;
import ganflux.v1.PipelineState;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The state behind one run's meters. Reports are taken by one thread; gauges read from any.
 *
 * <p>Counters count what was trained: steps missing between two reports are filled in from the step numbers, a report
 * seen twice counts once, and a step trained again after a rewind counts again. Sums of seconds know only the reports
 * that arrived.
 */
final class RunMeters {
    /** The counters of a run, made by {@link TrainingMeters}. */
    record Counters(
            Counter steps,
            Counter images,
            Counter waitSeconds,
            Counter nonFinite,
            Counter rejected,
            Counter dropped,
            Counter checkpointFailures,
            Counter duplicates,
            Counter gaps,
            Counter rollbacks,
            Counter lostImages,
            Timer stepSeconds) {}

    private final Counters counters;
    private final RestartingCount rejected = new RestartingCount();
    private final RestartingCount dropped = new RestartingCount();
    private final RestartingCount checkpointFailures = new RestartingCount();
    private final RestartingCount duplicates = new RestartingCount();
    private final RestartingCount gaps = new RestartingCount();
    private final RestartingCount rollbacks = new RestartingCount();
    private final RestartingCount lostImages = new RestartingCount();
    private volatile @Nullable StepReport latest;
    private volatile double pairDistanceRatio = Double.NaN;
    private volatile double sampledAtSeconds = Double.NaN;

    RunMeters(Counters counters) {
        this.counters = counters;
    }

    /** The value of {@code field} in the newest report; NaN before the first. */
    double latest(ToDoubleFunction<StepReport> field) {
        StepReport report = latest;
        return report == null ? Double.NaN : field.applyAsDouble(report);
    }

    double pairDistanceRatio() {
        return pairDistanceRatio;
    }

    double sampledAtSeconds() {
        return sampledAtSeconds;
    }

    void report(StepReport report) {
        StepReport before = latest;
        Progress progress = Progress.of(before, report);
        if (progress == Progress.DUPLICATE) {
            return;
        }
        if (before == null) {
            count((double) report.getStep(), (double) report.getImagesSeen());
        } else if (progress == Progress.REWIND) {
            count(1, report.getBatchSize());
        } else {
            count(
                    (double) report.getStep() - before.getStep(),
                    Math.max(0.0, (double) report.getImagesSeen() - before.getImagesSeen()));
        }
        counters.stepSeconds.record(Duration.ofNanos(Math.round(report.getStepSeconds() * 1e9)));
        counters.waitSeconds.increment(report.getWaitSeconds());
        counters.nonFinite.increment(report.getNonFinite() ? 1 : 0);
        PipelineState pipeline = report.getPipeline();
        counters.rejected.increment(rejected.advance(pipeline.getRejectedRecords()));
        counters.dropped.increment(dropped.advance(pipeline.getDroppedReports()));
        counters.checkpointFailures.increment(checkpointFailures.advance(pipeline.getCheckpointFailures()));
        counters.duplicates.increment(duplicates.advance(pipeline.getDuplicateRecords()));
        counters.gaps.increment(gaps.advance(pipeline.getGapRecords()));
        counters.rollbacks.increment(rollbacks.advance(pipeline.getRollbacks()));
        counters.lostImages.increment(lostImages.advance(pipeline.getLostImages()));
        latest = report;
    }

    private void count(double steps, double images) {
        counters.steps.increment(steps);
        counters.images.increment(images);
    }

    void sample(SampleBatch sample, double ratio) {
        pairDistanceRatio = ratio;
        sampledAtSeconds = sample.getCreatedAtMs() / 1000.0;
    }
}
