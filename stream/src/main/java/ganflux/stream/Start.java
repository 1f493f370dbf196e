package ganflux.stream;

import java.util.Map;

/** Where a {@link KafkaSource} begins to read. */
public sealed interface Start {
    /** At the oldest record that each partition still has. */
    record Earliest() implements Start {}

    /** After the newest record that each partition has at the start; partitions added later are read from their beginning. */
    record Latest() implements Start {}

    /**
     * At positions kept elsewhere, such as in a checkpoint.
     *
     * @param offsets the next offset to read, by partition; partitions not named are read from the oldest record
     * @param onGap what to do where the broker does not have one of them, now or later
     */
    record At(Map<Integer, Long> offsets, OnGap onGap) implements Start {
        /** Positions that the broker must have. */
        public At(Map<Integer, Long> offsets) {
            this(offsets, OnGap.STOP);
        }

        public At {
            offsets = Map.copyOf(offsets);
            offsets.forEach((partition, offset) -> {
                if (partition < 0 || offset < 0) {
                    throw new IllegalArgumentException("partitions and offsets must not be negative but got partition "
                            + partition + " at " + offset);
                }
            });
        }
    }
}
