package ganflux.monitor.diversity.online;

/** Where a value stands to the band of its metric. */
public enum Verdict {
    /** Too few resamples yet to say. */
    UNCALIBRATED,
    /** Such as other reals give. */
    INSIDE,
    /** Lower than other reals give. */
    BELOW,
    /** Higher than other reals give. */
    ABOVE
}
