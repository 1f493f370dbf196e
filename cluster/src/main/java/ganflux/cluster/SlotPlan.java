package ganflux.cluster;

import ganflux.trainer.checkpoint.StreamPosition;
import java.io.Serializable;
import java.util.SortedSet;

/**
 * What one slot reads in a round.
 *
 * @param slot its number, from 0
 * @param partitions those of the topic that are its alone
 * @param position up to where they are trained, and which batches of all sources are
 */
record SlotPlan(int slot, SortedSet<Integer> partitions, StreamPosition position) implements Serializable {
    /** The seed of a slot's noise and dropout: that of the run for slot 0, so that one worker draws what {@code train} does. */
    static long seed(long runSeed, int slot) {
        return runSeed + slot * 0x9E3779B97F4A7C15L;
    }
}
