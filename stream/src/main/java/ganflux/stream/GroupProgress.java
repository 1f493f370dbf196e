package ganflux.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies progress into a consumer group's committed offsets, as {@link KafkaSource#trained} does, for one who has no source. Any
 * thread; never waits.
 */
public final class GroupProgress implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GroupProgress.class);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Admin admin;
    private final String group;
    private final String topic;

    /**
     * Makes the client.
     *
     * @throws ganflux.stream.command.UserError where the client properties cannot be used
     */
    public GroupProgress(Map<String, String> client, String group, String topic) {
        this.group = group;
        this.topic = topic;
        try {
            admin = Admin.create(new HashMap<>(client));
        } catch (KafkaException e) {
            throw ClientSettings.unusable(e);
        }
    }

    /** Copies the next offset of each partition. What fails is logged, and made up for by the next one. */
    public void trained(Map<Integer, Long> nextOffsets) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        nextOffsets.forEach(
                (partition, next) -> offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(next)));
        var unused = admin.alterConsumerGroupOffsets(group, offsets).all().whenComplete((done, e) -> {
            if (e != null) {
                log.info("Progress {} was not mirrored to Kafka: {}", offsets, e.toString());
            }
        });
    }

    @Override
    public void close() {
        admin.close(CLOSE);
    }
}
