package ganflux.monitor.run;

import ganflux.v1.Evaluation;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The runs the monitor knows, at most {@value #MAX_RUNS}: where one more appears, the one not heard of for longest is
 * forgotten. Their samples together have a bound too, above which those runs lose theirs that were not heard of for longest.
 * Thread-safe.
 */
public final class Runs {
    static final int MAX_RUNS = 16;
    static final long SAMPLE_BYTES = 3 * RunHistory.SAMPLE_BYTES;
    /** How long the run on show must be silent before another takes its place, and how many of its steps or rounds. */
    private static final long SILENCE_MS = 10_000;

    private static final double LATE_STEPS = 5;
    private static final double LONGEST_WAIT_S = 60;
    private static final double LATE_ROUNDS = 3;

    // In the order heard of: the first is the one not heard of for longest.
    private final Map<String, RunHistory> histories = new LinkedHashMap<>();
    private final Consumer<String> onForgotten;
    private final LongSupplier nowMs;
    private @Nullable String current;
    private long currentHeardAtMs;
    private long silenceMs = SILENCE_MS;

    /**
     * Knows none.
     *
     * @param onForgotten takes the name of a run that is forgotten, on the thread that told of another; the runs can be
     *     read meanwhile
     * @param nowMs a clock, in milliseconds since 1970
     */
    public Runs(Consumer<String> onForgotten, LongSupplier nowMs) {
        this.onForgotten = onForgotten;
        this.nowMs = nowMs;
    }

    /** Adds a report to its run. */
    public void report(StepReport report) {
        take(report.getRunId(), history -> add(report, history));
    }

    private void add(StepReport report, RunHistory history) {
        history.report(report, nowMs.getAsLong());
        show(report.getRunId(), Heard.sentMs(report));
        if (report.getRunId().equals(current)) {
            double wait = report.getToldAtMs() > 0 ? 0 : Math.min(report.getWaitSeconds(), LONGEST_WAIT_S);
            double longest = Math.max(
                    LATE_STEPS * (report.getStepSeconds() + wait),
                    LATE_ROUNDS * report.getRound().getSeconds());
            silenceMs = report.getStopped() ? SILENCE_MS : Math.max(SILENCE_MS, Math.round(1e3 * longest));
        }
    }

    /** Adds a sample to its run, with the diversity measured on it (NaN where it cannot be). */
    public void sample(SampleBatch sample, double pairDistanceRatio) {
        take(sample.getRunId(), history -> {
            history.sample(sample, pairDistanceRatio);
            boundSamples();
            show(sample.getRunId(), sample.getCreatedAtMs());
        });
    }

    private void boundSamples() {
        long bytes =
                histories.values().stream().mapToLong(RunHistory::sampleBytes).sum();
        for (RunHistory history : histories.values()) {
            while (bytes > SAMPLE_BYTES && history.samples() > 0) {
                bytes -= history.sampleBytes();
                history.dropSample();
                bytes += history.sampleBytes();
            }
        }
    }

    /** Adds an evaluation to its run. */
    public void evaluation(Evaluation evaluation) {
        take(evaluation.getRunId(), history -> {
            history.evaluation(evaluation);
            show(evaluation.getRunId(), evaluation.getAtMs());
        });
    }

    /** Gives {@code news} the run's history, then tells of what had to be forgotten for it: whose locks are not ours. */
    private void take(String run, Consumer<RunHistory> news) {
        Optional<String> oldest;
        synchronized (this) {
            RunHistory known = histories.remove(run);
            RunHistory history = known == null ? new RunHistory(run) : known;
            histories.put(run, history);
            oldest = forgetOldest();
            news.accept(history);
        }
        oldest.ifPresent(onForgotten);
    }

    private Optional<String> forgetOldest() {
        if (histories.size() <= MAX_RUNS) {
            return Optional.empty();
        }
        String oldest = histories.keySet().iterator().next();
        histories.remove(oldest);
        current = oldest.equals(current) ? null : current;
        return Optional.of(oldest);
    }

    private void show(String run, long heardAtMs) {
        if (current == null || current.equals(run) || heardAtMs - currentHeardAtMs > silenceMs) {
            silenceMs = run.equals(current) ? silenceMs : SILENCE_MS;
            current = run;
            currentHeardAtMs = heardAtMs;
        }
    }

    /** Whether {@code run} is known, and not forgotten. */
    public synchronized boolean knows(String run) {
        return histories.containsKey(run);
    }

    /** The names of the runs, the one heard of last first. */
    public synchronized List<String> names() {
        List<String> names = new ArrayList<>();
        histories.keySet().forEach(name -> names.add(0, name));
        return names;
    }

    /**
     * The run to show where none is asked for: the one that reports. Among several that report it stays with the first;
     * another takes over once that has been silent for ten seconds, or for longer where its steps take that long.
     */
    public synchronized Optional<String> current() {
        return Optional.ofNullable(current);
    }

    /** The whole history of a run; of the current one where {@code run} is null. */
    public synchronized Optional<RunView> whole(@Nullable String run) {
        return find(run).map(RunHistory::whole);
    }

    /** What came after the first {@code since} reports of a run, in at most {@code limit} rows; as {@link #whole}. */
    public synchronized Optional<RunView> since(@Nullable String run, long since, int limit) {
        return find(run).map(history -> history.since(since, limit));
    }

    /** A run's sample of exactly {@code step}, or its newest where that is null. */
    public synchronized Optional<SampleBatch> sample(@Nullable String run, @Nullable Long step) {
        return find(run).flatMap(history -> history.sample(step));
    }

    private Optional<RunHistory> find(@Nullable String run) {
        String name = run == null ? current : run;
        return name == null ? Optional.empty() : Optional.ofNullable(histories.get(name));
    }
}
