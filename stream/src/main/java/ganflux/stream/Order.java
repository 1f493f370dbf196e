package ganflux.stream;

/** In which order a {@link KafkaSource} gives the records of several partitions; those of one always keep theirs. */
public enum Order {
    /** As they arrive: a broker that is slow with one partition does not hold up the others, and no two reads are alike. */
    ARRIVAL,
    /**
     * By the sequence of the batch, then by its source, always the smallest of the partitions' next records; what is no
     * batch comes first. The order then follows from what the partitions hold and from where reading begins, not from
     * timing: with one source it is the order in which the source made them. The price is that it waits for the slowest
     * partition, and at the end of a finite source, for what comes after it.
     */
    STRICT
}
