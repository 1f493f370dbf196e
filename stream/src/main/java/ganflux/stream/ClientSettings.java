package ganflux.stream;

import ganflux.stream.command.UserError;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;

/**
 * The properties of the two bridges' Kafka clients. Those that their guarantees rest on override the user's; the others
 * are defaults that the user's override.
 */
final class ClientSettings {
    private static final int MIB = 1 << 20;
    private static final int LARGEST_RECORD = 16 * MIB; // twice the contract's ceiling

    private static final AtomicInteger clients = new AtomicInteger();

    private ClientSettings() {}

    static Map<String, Object> consumer(KafkaSourceConfig config) {
        Map<String, Object> settings = new HashMap<>();
        // Fetched data wait on the heap, in the client, outside the budget: Kafka's 50 MiB would be too much.
        int fetch = (int) Math.max(MIB, Math.min(LARGEST_RECORD, config.budgetBytes() / 4));
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetch);
        // In strict order so much of each partition may come above the budget, while the others wait for it.
        settings.put(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                config.order() == Order.STRICT ? MIB : Math.max(MIB, fetch / 4));
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "ganflux-source-" + clients.incrementAndGet());
        settings.putAll(config.client());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.maxPollRecords());
        config.progressGroup().ifPresent(group -> settings.put(ConsumerConfig.GROUP_ID_CONFIG, group));
        return settings;
    }

    /** What to tell a user whose properties no Kafka client can be made of. */
    static UserError unusable(KafkaException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new UserError(
                "no Kafka client can be made of --bootstrap and --kafka: " + cause.getMessage() + "; correct them", e);
    }

    static Map<String, Object> producer(Map<String, String> client, long maxInFlightBytes) {
        Map<String, Object> settings = new HashMap<>();
        // Twice what may be in flight, so that send() does not wait for memory.
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(32L * MIB, 2 * maxInFlightBytes));
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, MIB);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "ganflux-sink-" + clients.incrementAndGet());
        settings.putAll(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return settings;
    }
}
