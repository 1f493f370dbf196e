package ganflux.stream;

import java.util.Map;
import java.util.Optional;

/**
 * What a {@link KafkaSource} reads, and how much of it may be in memory.
 *
 * @param client properties for the Kafka client, {@code bootstrap.servers} among them
 * @param topic the topic; it may be created later
 * @param start where to begin
 * @param budgetBytes how many bytes may be polled and not released; the source stops fetching at three quarters of it
 * @param maxPollRecords the most records that one poll hands over, at least 1
 * @param progressGroup the consumer group under which progress is mirrored to Kafka, for lag tools alone; none: nowhere
 * @param order of the records of several partitions
 */
public record KafkaSourceConfig(
        Map<String, String> client,
        String topic,
        Start start,
        long budgetBytes,
        int maxPollRecords,
        Optional<String> progressGroup,
        Order order) {
    /** In the order of arrival. */
    public KafkaSourceConfig(
            Map<String, String> client,
            String topic,
            Start start,
            long budgetBytes,
            int maxPollRecords,
            Optional<String> progressGroup) {
        this(client, topic, start, budgetBytes, maxPollRecords, progressGroup, Order.ARRIVAL);
    }

    public KafkaSourceConfig {
        client = Map.copyOf(client);
        if (topic.isBlank()) {
            throw new IllegalArgumentException("topic must not be blank");
        }
        if (budgetBytes < 1) {
            throw new IllegalArgumentException("budgetBytes must be at least 1 but got " + budgetBytes);
        }
        if (maxPollRecords < 1) {
            throw new IllegalArgumentException("maxPollRecords must be at least 1 but got " + maxPollRecords);
        }
    }
}
