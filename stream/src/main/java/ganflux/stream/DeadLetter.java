package ganflux.stream;

/**
 * A record that was put aside.
 *
 * @param number its offset on partition 0 of the topic of dead letters, which identifies it
 * @param putAsideMs when, in milliseconds since 1970-01-01T00:00Z
 * @param reason the rule that it breaks, such as {@code CHECKSUM}
 * @param detail one line with the figures
 * @param sourceTopic the topic that it was on
 * @param sourcePartition its partition there; -1: unknown
 * @param sourceOffset its offset there; -1: unknown
 * @param value its value as it was
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record DeadLetter(
        long number,
        long putAsideMs,
        String reason,
        String detail,
        String sourceTopic,
        int sourcePartition,
        long sourceOffset,
        byte[] value) {}
