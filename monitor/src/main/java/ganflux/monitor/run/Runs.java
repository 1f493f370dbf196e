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
 * forgotten. Thread-safe.
 */
public final class Runs {
    static final int MAX_RUNS = 16;
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

    /** Takes what to do with the name of a run that is forgotten, and a clock, in milliseconds since 1970. */
    public Runs(Consumer<String> onForgotten, LongSupplier nowMs) {
        this.onForgotten = onForgotten;
        this.nowMs = nowMs;
    }

    /** Adds a report to its run. */
    public synchronized void report(StepReport report) {
        touch(report.getRunId()).report(report, nowMs.getAsLong());
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
    public synchronized void sample(SampleBatch sample, double pairDistanceRatio) {
        touch(sample.getRunId()).sample(sample, pairDistanceRatio);
        show(sample.getRunId(), sample.getCreatedAtMs());
    }

    /** Adds an evaluation to its run. */
    public synchronized void evaluation(Evaluation evaluation) {
        touch(evaluation.getRunId()).evaluation(evaluation);
        show(evaluation.getRunId(), evaluation.getAtMs());
    }

    private RunHistory touch(String run) {
        RunHistory known = histories.remove(run);
        RunHistory history = known == null ? new RunHistory(run) : known;
        histories.put(run, history);
        if (histories.size() > MAX_RUNS) {
            String oldest = histories.keySet().iterator().next();
            histories.remove(oldest);
            current = oldest.equals(current) ? null : current;
            onForgotten.accept(oldest);
        }
        return history;
    }

    private void show(String run, long heardAtMs) {
        if (current == null || current.equals(run) || heardAtMs - currentHeardAtMs > silenceMs) {
            silenceMs = run.equals(current) ? silenceMs : SILENCE_MS;
            current = run;
            currentHeardAtMs = heardAtMs;
        }
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
