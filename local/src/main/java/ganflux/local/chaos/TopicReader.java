package ganflux.local.chaos;

import ganflux.stream.ImageBatchCodec;
import ganflux.stream.InvalidRecordException;
import ganflux.stream.command.UserError;
import ganflux.v1.ImageBatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic of one partition from end to end, with a plain client. */
final class TopicReader {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TopicReader() {}

    /** Every record that is there now. */
    static Ledger read(Map<String, String> client, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        Ledger ledger = new Ledger();
        try (Consumer<byte[], byte[]> consumer = consumer(client)) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            long end = end(consumer, partition);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    ledger.add(record.offset(), batch(record.value()));
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                if (System.nanoTime() > deadline) {
                    throw new UserError("topic " + topic + " cannot be read up to offset " + end);
                }
            }
        }
        return ledger;
    }

    /** How many records a topic of one partition has had. */
    static long count(Map<String, String> client, String topic) {
        try (Consumer<byte[], byte[]> consumer = consumer(client)) {
            return end(consumer, new TopicPartition(topic, 0));
        }
    }

    private static long end(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        return consumer.endOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, String> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // a gap must show
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Optional<ImageBatch> batch(byte[] value) {
        try {
            return Optional.of(ImageBatchCodec.decode(value));
        } catch (InvalidRecordException e) {
            return Optional.empty();
        }
    }
}
