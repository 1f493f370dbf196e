package ganflux.stream;

/** What a {@link KafkaSource} does where the broker no longer has the next record. */
public enum OnGap {
    /** End the stream with a {@link PositionLostException}. */
    STOP,
    /** Count what is missing and go on with the oldest record that there is. */
    CONTINUE
}
