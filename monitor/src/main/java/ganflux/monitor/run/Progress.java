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
    /** No step, but the trainer waits for images; {@link #waiting} says what is known then. */
    WAITING,
    /** A record seen before, or one that says nothing; nothing happened. */
    DUPLICATE;

    /** Judges {@code next} after {@code last}, the newest report so far, or null where there is none. */
    public static Progress of(@Nullable StepReport last, StepReport next) {
        boolean hasStep = next.getWaitingAtMs() == 0 || next.getBatchSize() > 0;
        if (last == null) {
            return hasStep ? FIRST : DUPLICATE;
        }
        if (hasStep && next.getStep() > last.getStep()) {
            return FORWARD;
        }
        if (hasStep && next.getFinishedAtMs() > last.getFinishedAtMs()) {
            return REWIND;
        }
        boolean isNews = next.getWaitingAtMs() > Math.max(last.getFinishedAtMs(), last.getWaitingAtMs());
        return isNews && !(hasStep && next.getStep() < last.getStep()) ? WAITING : DUPLICATE;
    }

    /** The report of {@code last}'s step with what {@code next}, which is {@link #WAITING}, says of the stream. */
    public static StepReport waiting(StepReport last, StepReport next) {
        return last.toBuilder()
                .setStopped(next.getStopped())
                .setWaitingAtMs(next.getWaitingAtMs())
                .setPipeline(next.getPipeline())
                .build();
    }
}
