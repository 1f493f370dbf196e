package ganflux.monitor.alarm;

import ganflux.monitor.run.Heard;
import ganflux.v1.StepReport;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Rules on time: whether steps come at all, and whether the trainer keeps up with the stream. Not thread-safe. */
final class PaceRules {
    private static final long LAG_WINDOW_MS = 5 * 60_000;
    private static final long LAG_SAMPLE_MS = 10_000;
    private static final long LONGEST_GAP_MS = 60_000;
    private static final double LAG_FACTOR = 1.5;

    /** Fewer are no backlog: what lies between an ingest and a trainer that work. */
    private static final double LAG_RECORDS = 200;

    private static final double SLOWEST_MS = 30_000;
    private static final double SLOWER_THAN_USUAL = 20;
    private static final double LATE_ROUNDS = 3;

    /** How much later than due a report may be that says that the trainer waits; the next is due when it has waited twice as long. */
    private static final double LATE_WAITS = 3;

    private static final long SELDOMEST_WAITS_MS = 10 * 60_000;
    private static final long STARVED_MS = 5 * 60_000;
    private static final double LONGER_WAITS = 3;

    /** The lag at a time. */
    private record Lag(long atMs, double records) {}

    private final ArrayDeque<Lag> lags = new ArrayDeque<>();
    private @Nullable StepReport last; // of a step
    private StepReport newest = StepReport.getDefaultInstance(); // of a step, or of waiting
    private double usualMs = Double.NaN;
    private boolean heard;
    private long heardMs;

    void add(StepReport report) {
        StepReport before = last;
        last = report;
        newest = report;
        heard = true;
        double ms = report.getStepSeconds() * 1e3;
        usualMs = before == null ? ms : .95 * usualMs + .05 * ms;
        Lag newest = lags.peekLast();
        long now = report.getFinishedAtMs();
        if (newest == null || now - newest.atMs >= LAG_SAMPLE_MS) {
            lags.addLast(new Lag(now, report.getPipeline().getLagRecords()));
            while (lags.size() > 1
                    && now - secondOldestMs() >= LAG_WINDOW_MS) { // so that what is left spans the window
                lags.removeFirst();
            }
            double gap = Math.max(LONGEST_GAP_MS, 2 * usualMs);
            if (now - lags.getFirst().atMs > LAG_WINDOW_MS + gap) { // silent in between: no start of a growth
                lags.removeFirst();
            }
        }
    }

    private long secondOldestMs() {
        var each = lags.iterator();
        each.next();
        return each.next().atMs;
    }

    /** The trainer has stopped as it was asked to: silence is no trouble from here. */
    void stopped() {
        last = null;
    }

    /**
     * Takes a report that says that the trainer waits for images. Bad where it has done so for five minutes, by its own clock, or for
     * three times as long as before its last step where that is longer.
     */
    Finding waiting(StepReport report) {
        AlarmKind kind = AlarmKind.STARVED;
        heard = true;
        newest = report;
        if (last == null && report.getBatchSize() > 0) { // before this monitor
            last = report;
            usualMs = report.getStepSeconds() * 1e3;
        }
        long waitedMs = waitedMs(report);
        double lastMs = last == null ? 0 : last.getWaitSeconds() * 1e3;
        return waitedMs < Math.max(STARVED_MS, LONGER_WAITS * lastMs)
                ? Finding.good(kind)
                : Finding.bad(
                        kind,
                        String.format(
                                Locale.ROOT,
                                "no step since %d: too few images for one within %d minutes",
                                report.getStep(),
                                waitedMs / 60_000));
    }

    private static long waitedMs(StepReport report) {
        return report.getWaitingSinceMs() == 0 ? 0 : report.getToldAtMs() - report.getWaitingSinceMs();
    }

    /**
     * Bad if no report has come for the longest of:
     *
     * <ul>
     *   <li>30 s
     *   <li>20 times what a step takes
     *   <li>three times what the last round took: the reports of a round come together
     *   <li>three times as long as a trainer that waits for images may be silent about it
     * </ul>
     *
     * Not while any has come since the last call, however old: a backlog is being read.
     */
    Finding stalled(long nowMs) {
        AlarmKind kind = AlarmKind.STALLED;
        StepReport step = last;
        boolean silent = !heard;
        heard = false;
        if (step == null) {
            return Finding.good(kind);
        }
        if (!silent) {
            heardMs = Heard.at(nowMs, newest);
            return Finding.good(kind);
        }
        double roundMs = step.getRound().getSeconds() * 1e3; // 0 where there is none
        double patienceMs = DoubleStream.of(
                        SLOWEST_MS,
                        SLOWER_THAN_USUAL * usualMs,
                        LATE_ROUNDS * roundMs,
                        LATE_WAITS * Math.min(waitedMs(newest), SELDOMEST_WAITS_MS))
                .max()
                .orElseThrow();
        return nowMs - heardMs > patienceMs
                ? Finding.bad(
                        kind,
                        String.format(
                                Locale.ROOT,
                                "no report since step %d; a %s used to take %.3f s",
                                step.getStep(),
                                step.hasRound() ? "round" : "step",
                                (step.hasRound() ? roundMs : usualMs) / 1e3))
                : Finding.good(kind);
    }

    /**
     * Bad where the lag, over five minutes, has grown by half and in each third of them; good only where it is no larger than it was
     * five minutes ago: one that grows evenly stops growing by half.
     */
    Finding lagGrowing() {
        AlarmKind kind = AlarmKind.LAG_GROWING;
        if (lags.isEmpty() || lags.getLast().atMs - lags.getFirst().atMs < LAG_WINDOW_MS) {
            return Finding.good(kind);
        }
        double[] records = lags.stream().mapToDouble(Lag::records).toArray();
        int n = records.length;
        double first = records[0];
        double now = records[n - 1];
        boolean grows = records[n / 3] > first && records[2 * n / 3] > records[n / 3] && now > records[2 * n / 3];
        if (now <= LAG_RECORDS || now <= first) {
            return Finding.good(kind);
        }
        return grows && now > LAG_FACTOR * first
                ? Finding.bad(
                        kind,
                        String.format(
                                Locale.ROOT,
                                "from %.0f records to %.0f within five minutes, still growing",
                                first,
                                now))
                : Finding.doubtful(kind);
    }
}
