package ganflux.trainer.checkpoint;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Up to where a topic has been trained. Immutable.
 *
 * @param partitions for each partition that was read, its next record and how far into it
 */
public record StreamPosition(SortedMap<Integer, Cursor> partitions) {
    /** Nothing trained yet. */
    public static final StreamPosition START = new StreamPosition(new TreeMap<>());

    /**
     * A place in a partition.
     *
     * @param offset the next record to train
     * @param image how many images of that record are trained already
     */
    public record Cursor(long offset, int image) {}

    /** Copies the map. */
    public StreamPosition {
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
    }

    /** The next offset to read of each partition. */
    public Map<Integer, Long> offsets() {
        return partitions.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }
}
