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
    /** No step, but the trainer waits or has stopped; {@link #again} says what is known then. */
    AGAIN,
    /** A record seen before, or one that says nothing; nothing happened. */
    DUPLICATE;

    /** Judges {@code next} after {@code last}, the newest report so far, or null where there is none. */
    public static Progress of(@Nullable StepReport last, StepReport next) {
        boolean hasStep = next.getToldAtMs() == 0 || next.getBatchSize() > 0;
        if (last == null) {
            return hasStep ? FIRST : DUPLICATE;
        }
        if (hasStep && next.getStep() > last.getStep()) {
            return FORWARD;
        }
        if (hasStep && next.getFinishedAtMs() > last.getFinishedAtMs()) {
            return REWIND;
        }
        boolean isNews = next.getToldAtMs() > Heard.sentMs(last);
        return isNews && !(hasStep && next.getStep() < last.getStep()) ? AGAIN : DUPLICATE;
    }

    /** The report of {@code last}'s step with what {@code next}, which is {@link #AGAIN}, says besides. */
    public static StepReport again(StepReport last, StepReport next) {
        return last.toBuilder()
                .setStopped(next.getStopped())
                .setToldAtMs(next.getToldAtMs())
                .setWaitingSinceMs(next.getWaitingSinceMs())
                .setPipeline(next.getPipeline())
                .build();
    }
}
