package ganflux.cluster;

import ganflux.trainer.ModelState;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.v1.StepReport;
import java.io.Serializable;
import java.util.List;

/**
 * What one slot has made of a round.
 *
 * @param slot its number
 * @param state after its steps
 * @param position up to where its partitions are trained then
 * @param steps the report of each
 * @param dead the records that its position has passed unused
 * @param counts of its stream
 * @param shown its newest images
 * @param seconds how long it took, waiting for images included
 */
record SlotResult(
        int slot,
        ModelState state,
        StreamPosition position,
        List<StepReport> steps,
        List<DeadReference> dead,
        Counts counts,
        List<Shown> shown,
        double seconds)
        implements Serializable {
    /** Copies the lists. */
    SlotResult {
        steps = List.copyOf(steps);
        dead = List.copyOf(dead);
        shown = List.copyOf(shown);
    }

    /** Records of its partitions that are not trained yet, and what it passed over. */
    record Counts(long lagRecords, long duplicates, long unlabelled, long gapRecords) implements Serializable {}

    /** A minibatch to be shown, as in {@link ganflux.trainer.Minibatch}. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Shown(byte[] pixels, int[] labels, long createdAtMs) implements Serializable {}
}
