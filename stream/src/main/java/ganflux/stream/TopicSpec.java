package ganflux.stream;

import java.time.Duration;

/**
 * How a topic is to be created.
 *
 * @param retention how long records are kept
 * @param retentionBytes how many bytes each partition keeps; -1: as many as there are
 * @param maxMessageBytes the largest batch of records that the broker takes
 */
public record TopicSpec(
        String name, int partitions, short replication, Duration retention, long retentionBytes, int maxMessageBytes) {
    public TopicSpec {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a topic's name must not be blank");
        }
        if (partitions < 1 || replication < 1 || maxMessageBytes < 1 || retention.isNegative() || retentionBytes < -1) {
            throw new IllegalArgumentException("topic " + name
                    + " needs at least 1 partition, replica and message byte, and no negative retention but got "
                    + partitions + ", " + replication + ", " + maxMessageBytes + ", " + retention + " and "
                    + retentionBytes);
        }
    }
}
