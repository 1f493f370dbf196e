package ganflux.monitor;

import ganflux.monitor.run.Progress;
import ganflux.v1.PipelineState;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The state behind one run's meters. Reports are taken by one thread; gauges read from any.
 *
 * <p>Counters start at 0 and count what was trained since the monitor started, as Prometheus expects of a process that was
 * started again: steps missing between two reports are filled in from the step numbers, a report seen twice counts once,
 * and a step trained again after a rewind counts again. Reports of before are read for the gauges and as the mark to count
 * from. Sums of seconds know only the reports that arrived.
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
            Counter unlabelledImages,
            Timer stepSeconds) {}

    private final Counters counters;
    private final RoundMeters rounds;
    private final long countFromMs;
    private final RestartingCount rejected = new RestartingCount();
    private final RestartingCount dropped = new RestartingCount();
    private final RestartingCount checkpointFailures = new RestartingCount();
    private final RestartingCount duplicates = new RestartingCount();
    private final RestartingCount gaps = new RestartingCount();
    private final RestartingCount rollbacks = new RestartingCount();
    private final RestartingCount lostImages = new RestartingCount();
    private final RestartingCount unlabelledImages = new RestartingCount();
    private volatile @Nullable StepReport latest;
    private volatile double pairDistanceRatio = Double.NaN;
    private volatile double sampledAtSeconds = Double.NaN;

    /** Counts what is reported of steps that ended at {@code countFromMs}, since 1970, or later. */
    RunMeters(Counters counters, RoundMeters rounds, long countFromMs) {
        this.counters = counters;
        this.rounds = rounds;
        this.countFromMs = countFromMs;
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
        switch (progress) {
            case DUPLICATE -> {}
            case AGAIN -> {
                latest = Progress.again(Objects.requireNonNull(before), report);
                countPipeline(report.getToldAtMs() >= countFromMs, report.getPipeline());
            }
            case FIRST, FORWARD, REWIND -> {
                latest = report;
                boolean counts = report.getFinishedAtMs() >= countFromMs;
                if (counts) {
                    countStep(progress == Progress.FORWARD ? before : null, report);
                }
                rounds.report(report, counts);
                countPipeline(counts, report.getPipeline());
            }
        }
    }

    private void countPipeline(boolean counts, PipelineState pipeline) {
        count(counts, counters.rejected, rejected.advance(pipeline.getRejectedRecords()));
        count(counts, counters.dropped, dropped.advance(pipeline.getDroppedReports()));
        count(counts, counters.checkpointFailures, checkpointFailures.advance(pipeline.getCheckpointFailures()));
        count(counts, counters.duplicates, duplicates.advance(pipeline.getDuplicateRecords()));
        count(counts, counters.gaps, gaps.advance(pipeline.getGapRecords()));
        count(counts, counters.rollbacks, rollbacks.advance(pipeline.getRollbacks()));
        count(counts, counters.lostImages, lostImages.advance(pipeline.getLostImages()));
        count(counts, counters.unlabelledImages, unlabelledImages.advance(pipeline.getUnlabelledImages()));
    }

    /** Counts {@code report} and what lies between it and the one {@code before}; by itself where that is not known. */
    private void countStep(@Nullable StepReport before, StepReport report) {
        counters.steps.increment(before == null ? 1 : (double) report.getStep() - before.getStep());
        counters.images.increment(
                before == null
                        ? report.getBatchSize()
                        : Math.max(0.0, (double) report.getImagesSeen() - before.getImagesSeen()));
        counters.stepSeconds.record(Duration.ofNanos(Math.round(report.getStepSeconds() * 1e9)));
        counters.waitSeconds.increment(report.getWaitSeconds());
        counters.nonFinite.increment(report.getNonFinite() ? 1 : 0);
    }

    private static void count(boolean counts, Counter counter, double growth) {
        if (counts) {
            counter.increment(growth);
        }
    }

    void sample(SampleBatch sample, double ratio) {
        pairDistanceRatio = ratio;
        sampledAtSeconds = sample.getCreatedAtMs() / 1000.0;
    }
}
