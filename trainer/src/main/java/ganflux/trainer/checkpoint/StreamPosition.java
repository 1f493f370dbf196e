package ganflux.trainer.checkpoint;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Up to where a topic has been trained. Immutable.
 *
 * @param partitions for each partition that was read, its next record and how far into it
 * @param sources for each source id, the batches that are trained wholly
 * @param partial how many images of a batch are trained, where it is some of them; wherever the rest comes from
 */
public record StreamPosition(
        SortedMap<Integer, Cursor> partitions, Map<String, TrainedSequences> sources, Map<BatchId, Integer> partial)
        implements Serializable {
    /** Nothing trained yet. */
    public static final StreamPosition START = new StreamPosition(new TreeMap<>());

    /**
     * A place in a partition.
     *
     * @param offset the next record to train
     * @param image how many images of that record are trained already
     */
    public record Cursor(long offset, int image) implements Serializable {}

    /** What identifies a batch. */
    public record BatchId(String source, long sequence) implements Serializable {}

    /** Copies the maps. */
    public StreamPosition {
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
        sources = Map.copyOf(sources);
        partial = Map.copyOf(partial);
    }

    /** Places without any knowledge of the sources. */
    public StreamPosition(SortedMap<Integer, Cursor> partitions) {
        this(partitions, Map.of(), Map.of());
    }

    /** The next offset to read of each partition. */
    public Map<Integer, Long> offsets() {
        return partitions.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    /** The same sources, to be read from the beginning of another topic. */
    public StreamPosition onAnotherTopic() {
        return new StreamPosition(new TreeMap<>(), sources, partial);
    }
}
