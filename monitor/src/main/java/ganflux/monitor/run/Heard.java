package ganflux.monitor.run;

import ganflux.v1.StepReport;

/** When a trainer was heard of, by the monitor's clock. */
public final class Heard {
    /** The most by which a trainer's clock is taken to be wrong. */
    private static final long LARGEST_ERROR_MS = 5 * 60_000;

    private Heard() {}

    /** When a report was sent, by the trainer's clock, in milliseconds since 1970. */
    public static long sentMs(StepReport report) {
        return Math.max(report.getFinishedAtMs(), report.getToldAtMs());
    }

    /** In milliseconds since 1970: now, or, where the report was sent long before, when that was: it is from before this monitor. */
    public static long at(long nowMs, StepReport report) {
        long sentMs = sentMs(report);
        return nowMs - sentMs > LARGEST_ERROR_MS ? sentMs : nowMs;
    }
}
