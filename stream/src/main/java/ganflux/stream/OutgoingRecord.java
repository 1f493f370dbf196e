package ganflux.stream;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record to be sent. The arrays are handed over: nobody modifies them afterwards. Equality is that of the contents.
 *
 * @param partition where to put it; null: Kafka chooses, by the key where there is one
 * @param headers text that goes with the value, by name
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of each value would cost as much as the transport
public record OutgoingRecord(
        String topic, @Nullable Integer partition, byte @Nullable [] key, byte[] value, Map<String, String> headers) {
    public OutgoingRecord {
        headers = Map.copyOf(headers);
    }

    /** Without headers. */
    public OutgoingRecord(String topic, @Nullable Integer partition, byte @Nullable [] key, byte[] value) {
        this(topic, partition, key, value, Map.of());
    }

    /** Bytes of key and value together. */
    public long sizeBytes() {
        return (key == null ? 0L : key.length) + value.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutgoingRecord that
                && topic.equals(that.topic)
                && Objects.equals(partition, that.partition)
                && Arrays.equals(key, that.key)
                && Arrays.equals(value, that.value)
                && headers.equals(that.headers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(topic, partition, Arrays.hashCode(key), Arrays.hashCode(value), headers);
    }

    @Override
    public String toString() {
        return topic + (partition == null ? "" : "-" + partition) + " (" + sizeBytes() + " bytes)";
    }
}
