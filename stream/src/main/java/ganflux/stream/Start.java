package ganflux.stream;

import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where a {@link KafkaSource} begins to read. */
public sealed interface Start {
    /** Whether this partition is to be read at all. */
    default boolean reads(int partition) {
        return true;
    }

    /** The partitions that the topic must have, ascending. */
    default IntStream names() {
        return IntStream.empty();
    }

    /** At the oldest record that each partition still has. */
    record Earliest() implements Start {}

    /** After the newest record that each partition has at the start; partitions added later are read from their beginning. */
    record Latest() implements Start {}

    /**
     * At positions kept elsewhere, such as in a checkpoint.
     *
     * @param offsets the next offset to read, by partition; partitions not named are read from the oldest record
     * @param onGap what to do where the broker does not have one of them, now or later
     * @param only the partitions to read; none: all that the topic has and will have
     */
    record At(Map<Integer, Long> offsets, OnGap onGap, Set<Integer> only) implements Start {
        /** Positions that the broker must have. */
        public At(Map<Integer, Long> offsets) {
            this(offsets, OnGap.STOP);
        }

        /** Of all partitions. */
        public At(Map<Integer, Long> offsets, OnGap onGap) {
            this(offsets, onGap, Set.of());
        }

        public At {
            offsets = Map.copyOf(offsets);
            only = Set.copyOf(only);
            offsets.forEach((partition, offset) -> {
                if (partition < 0 || offset < 0) {
                    throw new IllegalArgumentException("partitions and offsets must not be negative but got partition "
                            + partition + " at " + offset);
                }
            });
        }

        @Override
        public boolean reads(int partition) {
            return only.isEmpty() || only.contains(partition);
        }

        @Override
        public IntStream names() {
            return Stream.concat(offsets.keySet().stream(), only.stream())
                    .filter(this::reads)
                    .mapToInt(partition -> partition)
                    .distinct()
                    .sorted();
        }
    }
}
