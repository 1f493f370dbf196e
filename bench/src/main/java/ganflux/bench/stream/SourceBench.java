package ganflux.bench.stream;

import ganflux.bench.BenchOptions;
import ganflux.bench.Comparison;
import ganflux.stream.KafkaSource;
import ganflux.stream.KafkaSourceConfig;
import ganflux.stream.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code KafkaSource} against a poll loop on a consumer with the same properties, from the first record to the last. */
@Command(name = "source", description = "KafkaSource against a plain poll loop, in MB/s.")
public final class SourceBench implements Callable<Integer> {
    private static final int MAX_POLL_RECORDS = 500; // Kafka's default
    private static final long BUDGET = 64L << 20;

    @Mixin
    BenchOptions options = new BenchOptions();

    /** What one size of records must reach, and how many bytes of them a round reads. */
    private record Case(int size, long bytes, double target) {
        int count() {
            return Math.toIntExact(bytes / size);
        }
    }

    private static final List<Case> CASES = List.of(
            new Case(1 << 20, 1L << 30, .95), new Case(64 << 10, 1L << 30, .90), new Case(1 << 10, 512L << 20, .70));

    @Override
    public Integer call() throws Exception {
        List<Comparison> comparisons = new ArrayList<>();
        try (BenchTopic topic = BenchTopic.start()) {
            for (Case each : CASES) {
                topic.renew();
                fill(topic, each);
                comparisons.add(Comparison.run(
                        "source " + BenchTopic.name(each.size()),
                        "MB/s",
                        each.target(),
                        options.rounds,
                        () -> plain(topic, each),
                        () -> ours(topic, each)));
            }
        }
        return options.report(comparisons);
    }

    private static void fill(BenchTopic topic, Case each) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.<String, Object>copyOf(topic.producer()), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] value = new byte[each.size()];
            for (int i = 0; i < each.count(); i++) {
                var unused = producer.send(new ProducerRecord<>(BenchTopic.NAME, 0, null, value));
            }
        }
    }

    private static double plain(BenchTopic topic, Case each) {
        Map<String, Object> properties = new HashMap<>(topic.consumer());
        properties.put("max.poll.records", MAX_POLL_RECORDS);
        properties.put("enable.auto.commit", false);
        TopicPartition partition = new TopicPartition(BenchTopic.NAME, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            Meter meter = new Meter(each.count());
            while (!meter.isFull()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    meter.count(record.value());
                }
            }
            return meter.rate();
        }
    }

    private static double ours(BenchTopic topic, Case each) throws InterruptedException {
        KafkaSourceConfig config = new KafkaSourceConfig(
                topic.consumer(), BenchTopic.NAME, new Start.Earliest(), BUDGET, MAX_POLL_RECORDS, Optional.empty());
        try (KafkaSource source = new KafkaSource(config)) {
            Meter meter = new Meter(each.count());
            CountDownLatch done = new CountDownLatch(1);
            source.records().subscribe(record -> {
                meter.count(record.value());
                record.release().run();
                if (meter.isFull()) {
                    done.countDown();
                }
            });
            done.await();
            return meter.rate();
        }
    }

    /** Counts from the first record, which starts the clock, to the last. */
    private static final class Meter {
        private final int expected;
        private int counted;
        private long bytes;
        private long startNs;
        private long endNs;

        Meter(int expected) {
            this.expected = expected;
        }

        void count(byte[] value) {
            if (counted++ == 0) {
                startNs = System.nanoTime();
            } else {
                bytes += value.length;
            }
            if (counted == expected) {
                endNs = System.nanoTime();
            }
        }

        boolean isFull() {
            return counted >= expected;
        }

        double rate() {
            return BenchTopic.rate(bytes, endNs - startNs);
        }
    }
}
