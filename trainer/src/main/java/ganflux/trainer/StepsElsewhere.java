package ganflux.trainer;

import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.v1.StepReport;
import java.util.List;

/**
 * What steps that other processes made lead to.
 *
 * @param state after the last of them
 * @param position up to where the stream is trained then
 * @param steps one after the other
 * @param newest of the minibatches that were trained, those to be shown beside fakes
 */
public record StepsElsewhere(ModelState state, StreamPosition position, List<Step> steps, List<Minibatch> newest) {
    /**
     * One step.
     *
     * @param report as of {@link ReportedStep#make}, with the time at which it was finished
     * @param imagesSeen the images of updates that were applied
     * @param imagesLost those of updates that were not, as they gave a NaN or an infinity
     */
    public record Step(StepReport report, long imagesSeen, long imagesLost) {}

    /** Copies the lists. */
    public StepsElsewhere {
        steps = List.copyOf(steps);
        newest = List.copyOf(newest);
    }
}
