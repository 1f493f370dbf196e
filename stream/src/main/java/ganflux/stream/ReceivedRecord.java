package ganflux.stream;

import java.util.Objects;

/**
 * A record as it came from Kafka. Two are equal where topic, partition and offset are.
 *
 * @param timestampMs the record's own time, in milliseconds since 1970-01-01T00:00Z
 * @param value the record's value, never copied and not to be modified; empty where Kafka has none
 * @param release gives the record's bytes back to the source's budget; to be run exactly once, from any thread, when the
 *     value is no longer held: the step that used it is complete, or the record was rejected. Further runs do nothing
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of each value would cost as much as the transport
public record ReceivedRecord(
        String topic, int partition, long offset, long timestampMs, byte[] value, Runnable release) {
    @Override
    public boolean equals(Object other) {
        return other instanceof ReceivedRecord that
                && topic.equals(that.topic)
                && partition == that.partition
                && offset == that.offset;
    }

    @Override
    public int hashCode() {
        return Objects.hash(topic, partition, offset);
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset + " (" + value.length + " bytes)";
    }
}
