package ganflux.stream;

import ganflux.stream.command.UserError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the dead letters of a topic, from the oldest to the newest that there is. One thread. */
public final class DeadLetterTopic implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int RECORDS_A_POLL = 4; // as large as they come

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    /**
     * Connects.
     *
     * @param topic the topic whose dead letters they are
     * @throws UserError where there is no broker, or it has none of them
     */
    public DeadLetterTopic(Map<String, String> client, String topic) {
        Topics.id(client, PATIENCE, Topics.deadName(topic));
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_A_POLL);
        try {
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw ClientSettings.unusable(e);
        }
        partition = new TopicPartition(Topics.deadName(topic), 0);
        consumer.assign(List.of(partition));
    }

    /**
     * Hands over each letter from number {@code from} on, until there is none or {@code reader} returns false. Blocks.
     *
     * @throws UserError where the broker does not answer within half a minute
     */
    public void read(long from, Predicate<DeadLetter> reader) {
        try {
            long begin = offset(consumer.beginningOffsets(List.of(partition), PATIENCE));
            long end = offset(consumer.endOffsets(List.of(partition), PATIENCE));
            consumer.seek(partition, Math.max(begin, from));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(partition, PATIENCE) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.offset() >= end || !reader.test(letter(record))) {
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
            throw new UserError("topic " + partition.topic() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private long offset(Map<TopicPartition, Long> offsets) {
        return offsets.getOrDefault(partition, 0L);
    }

    private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record) {
        return new DeadLetter(
                /* number= */ record.offset(),
                record.timestamp(),
                text(record, DeadLetters.REASON),
                text(record, DeadLetters.DETAIL),
                text(record, DeadLetters.TOPIC),
                (int) number(record, DeadLetters.PARTITION),
                /* sourceOffset= */ number(record, DeadLetters.OFFSET),
                record.value() == null ? new byte[0] : record.value());
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static long number(ConsumerRecord<byte[], byte[]> record, String name) {
        try {
            return Long.parseLong(text(record, name));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
