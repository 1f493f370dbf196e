package ganflux.stream;

import ganflux.broker.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real broker for the tests of one class, and plain clients to talk to it. */
final class BrokerFixture implements BeforeAllCallback, AfterAllCallback {
    private static final AtomicInteger topics = new AtomicInteger();

    private @Nullable Path directory;
    private @Nullable KafkaBroker broker;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("ganflux-broker");
        broker = KafkaBroker.start(directory, 0);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "max.request.size", "16777216"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        present(producer).close(Duration.ofSeconds(5));
        present(broker).close();
        try (Stream<Path> files = Files.walk(present(directory))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the broker was not started");
        }
        return value;
    }

    Map<String, String> client() {
        return Map.of("bootstrap.servers", present(broker).bootstrap());
    }

    /** A name that no other test uses. */
    String newName() {
        return "topic-" + topics.incrementAndGet();
    }

    String newTopic(int partitions) {
        String name = newName();
        createTopic(name, partitions, 16 << 20);
        return name;
    }

    void createTopic(String name, int partitions, int maxMessageBytes) {
        Topics.ensure(
                client(),
                Duration.ofSeconds(30),
                List.of(new TopicSpec(name, partitions, (short) 1, Duration.ofDays(1), -1, maxMessageBytes)));
    }

    void produce(String topic, int partition, byte @Nullable [] value) throws Exception {
        present(producer)
                .send(new ProducerRecord<>(topic, partition, null, value))
                .get(30, TimeUnit.SECONDS);
    }

    /** Produces {@code count} records of {@code size} bytes, the first of which is the record's number, mod 256. */
    void produceNumbered(String topic, int partition, int count, int size) throws Exception {
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[size];
            value[0] = (byte) i;
            produce(topic, partition, value);
        }
    }

    /** Deletes all records of partition 0 before {@code offset}, as retention would. */
    void deleteBefore(String topic, long offset) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(client()))) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(topic, 0),
                            org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** The first {@code count} records of partition 0, or those that came within 30 s. */
    List<ConsumerRecord<byte[], byte[]>> consume(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.<String, Object>copyOf(client()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (records.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    KafkaSourceConfig config(String topic, Start start, long budgetBytes) {
        return new KafkaSourceConfig(client(), topic, start, budgetBytes, 100, Optional.empty());
    }

    KafkaSource source(String topic, Start start, long budgetBytes) {
        return new KafkaSource(config(topic, start, budgetBytes));
    }
}
