package ganflux.monitor.run;

import ganflux.stream.image.ImageShape;
import ganflux.v1.Evaluation;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one run, in bounded memory: the newest {@value #RECENT} steps one by one, the whole run thinned to
 * {@value #THINNED} rows, the diversity of the samples, and the newest samples themselves. A run that goes back to a
 * checkpoint loses what came after it, so that its history is that of the lineage that lives on. Not thread-safe.
 */
final class RunHistory {
    static final int RECENT = 512;
    static final int THINNED = 2048;
    static final int EVALUATIONS = 512;
    static final int SAMPLES = 32;
    static final long SAMPLE_BYTES = 32L << 20;

    private final String run;
    private final ArrayDeque<double[]> recent = new ArrayDeque<>();
    private final ThinnedSeries thinned = new ThinnedSeries(THINNED, HistoryRow.KEYS);
    private final ThinnedSeries diversity = new ThinnedSeries(THINNED, 1);
    private final ThinnedSeries evaluations = new ThinnedSeries(EVALUATIONS, 1);
    private final RateWindow rates = new RateWindow();
    private final ArrayDeque<SampleBatch> samples = new ArrayDeque<>();
    private @Nullable StepReport latest;
    private @Nullable Evaluation evaluation;
    private double diversityRatio = Double.NaN;
    private long sampleBytes;
    private long sequence;
    private long heardAtMs;
    private int epoch;

    RunHistory(String run) {
        this.run = run;
    }

    /** Takes a report that came at {@code nowMs}, by the monitor's clock. */
    void report(StepReport report, long nowMs) {
        heardAtMs = Heard.at(nowMs, report);
        switch (Progress.of(latest, report)) {
            case DUPLICATE -> {
                return;
            }
            case AGAIN -> {
                latest = Progress.again(Objects.requireNonNull(latest), report);
                return;
            }
            case REWIND -> rewind(report.getStep());
            case FIRST, FORWARD -> {}
        }
        latest = report;
        rates.add(report);
        double[] row = HistoryRow.of(report, rates.images());
        thinned.add(row);
        recent.addLast(row);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        sequence++;
    }

    private void rewind(long step) {
        rates.clear();
        recent.removeIf(row -> row[0] >= step);
        thinned.removeFrom((double) step);
        diversity.removeFrom((double) step);
        evaluations.removeFrom((double) step);
        if (evaluation != null && evaluation.getStep() >= step) {
            evaluation = null;
        }
        epoch++;
    }

    void sample(SampleBatch sample, double pairDistanceRatio) {
        SampleBatch last = samples.peekLast();
        if (last != null && sample.getStep() <= last.getStep()) {
            samples.removeIf(old -> old.getStep() >= sample.getStep());
            diversity.removeFrom((double) sample.getStep());
        }
        samples.addLast(sample);
        sampleBytes = samples.stream().mapToLong(SampleBatch::getSerializedSize).sum();
        while (samples.size() > 1 && (samples.size() > SAMPLES || sampleBytes > SAMPLE_BYTES)) {
            dropSample();
        }
        diversity.add(new double[] {sample.getStep(), pairDistanceRatio});
        diversityRatio = pairDistanceRatio;
    }

    void evaluation(Evaluation next) {
        if (evaluation != null && next.getStep() <= evaluation.getStep()) {
            evaluations.removeFrom((double) next.getStep());
        }
        evaluation = next;
        evaluations.add(EvaluationRow.of(next));
    }

    /** How many samples are kept. */
    int samples() {
        return samples.size();
    }

    /** What the samples take. */
    long sampleBytes() {
        return sampleBytes;
    }

    /** Drops the oldest of the samples, of which there must be one. */
    void dropSample() {
        sampleBytes -= samples.removeFirst().getSerializedSize();
    }

    /** The sample of exactly {@code step}, or the newest where it is null. */
    Optional<SampleBatch> sample(@Nullable Long step) {
        if (step == null) {
            return Optional.ofNullable(samples.peekLast());
        }
        return samples.stream().filter(sample -> sample.getStep() == step).findFirst();
    }

    /** The whole history: thinned rows up to where the recent ones begin. */
    RunView whole() {
        List<double[]> rows = new ArrayList<>();
        double recentFrom = recent.isEmpty() ? Double.POSITIVE_INFINITY : recent.getFirst()[0];
        for (double[] row : thinned.rows()) {
            if (row[0] < recentFrom) {
                rows.add(row);
            }
        }
        rows.addAll(recent);
        return view(rows, evaluations.rows(), diversity.rows());
    }

    /** Only the rows after the first {@code since} reports, at most {@code limit}: evenly left out where there are more. */
    RunView since(long since, int limit) {
        int fresh = (int) Math.min(recent.size(), Math.max(0, sequence - since));
        List<double[]> rows = new ArrayList<>(recent).subList(recent.size() - fresh, recent.size());
        List<double[]> kept = new ArrayList<>();
        for (int i = 1; i <= Math.min(fresh, limit); i++) {
            kept.add(rows.get((int) ((long) i * fresh / Math.min(fresh, limit)) - 1));
        }
        return view(kept, List.of(), List.of());
    }

    private RunView view(List<double[]> rows, List<double[]> evaluated, List<double[]> ratios) {
        SampleBatch sample = samples.peekLast();
        return new RunView(
                run,
                Optional.ofNullable(latest),
                heardAtMs,
                Optional.ofNullable(sample).map(SampleBatch::getStep),
                sample != null && ImageShape.of(sample).isPoint() ? sample.getChannels() : 0,
                new RunView.Speed(rates.steps(), rates.images(), rates.waiting()),
                diversityRatio,
                new RunView.Position(epoch, sequence),
                rows,
                Optional.ofNullable(evaluation),
                evaluated,
                ratios);
    }
}
