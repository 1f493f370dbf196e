package ganflux.monitor.run;

import ganflux.v1.StepReport;
import org.jspecify.annotations.Nullable;

/** How a report follows the one before it of the same run. */
public enum Progress {
    /** The first report seen of the run, whatever its step. */
    FIRST,
    /** A later step; steps in between may be missing. */
    FORWARD,
    /** The run went back, as a trainer does that resumes from a checkpoint: this step is trained again. */
    REWIND,
    /** A record seen before; nothing happened. */
    DUPLICATE;

    /** Judges {@code next} after {@code last}, the newest report so far, or null where there is none. */
    public static Progress of(@Nullable StepReport last, StepReport next) {
        if (last == null) {
            return FIRST;
        }
        if (next.getStep() > last.getStep()) {
            return FORWARD;
        }
        return next.getFinishedAtMs() > last.getFinishedAtMs() ? REWIND : DUPLICATE;
    }
}
