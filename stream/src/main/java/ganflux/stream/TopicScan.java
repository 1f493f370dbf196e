package ganflux.stream;

import ganflux.stream.command.UserError;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is on one partition of a topic now, with a plain client and in order. One thread. */
public final class TopicScan implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int RECORDS_A_POLL = 4; // as large as they come

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    /** Connects to read partition 0. */
    public TopicScan(Map<String, String> client, String topic) {
        this(client, topic, 0);
    }

    /**
     * Connects.
     *
     * @throws UserError where the client's properties cannot be used
     */
    public TopicScan(Map<String, String> client, String topic, int partition) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // a gap must show
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_A_POLL);
        try {
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw ClientSettings.unusable(e);
        }
        this.partition = new TopicPartition(topic, partition);
        consumer.assign(List.of(this.partition));
    }

    /** The offset of the oldest record. */
    public long begin() {
        return ask(() -> consumer.beginningOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L));
    }

    /** The offset after the newest record. */
    public long end() {
        return ask(() -> consumer.endOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L));
    }

    private long ask(LongSupplier question) {
        try {
            return question.getAsLong();
        } catch (KafkaException e) {
            throw unreadable(e);
        }
    }

    private UserError unreadable(KafkaException e) {
        return new UserError("topic " + partition.topic() + " cannot be read: " + e.getMessage(), e);
    }

    /**
     * Hands over each record from offset {@code from} to what is the end when it begins, or until {@code reader} returns
     * false. Blocks.
     *
     * @throws UserError where the broker does not answer within half a minute, or has not that offset
     */
    public void read(long from, Predicate<ConsumerRecord<byte[], byte[]>> reader) {
        try {
            long end = end();
            consumer.seek(partition, from);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(partition, PATIENCE) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.offset() >= end || !reader.test(record)) {
                        return;
                    }
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new UserError("topic " + partition.topic() + " cannot be read within " + PATIENCE.toSeconds()
                            + " s; check the broker");
                }
            }
        } catch (KafkaException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
