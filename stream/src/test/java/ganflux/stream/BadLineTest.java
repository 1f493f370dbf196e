package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ganflux.broker.KafkaBroker;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Both bridges over a line that is cut, mended, slow, or does not let them in. */
@Timeout(180)
class BadLineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String TOPIC = "t";

    @TempDir
    Path directory;

    private TcpProxy line;
    private KafkaBroker broker;
    private Map<String, String> client;

    @BeforeEach
    void start() throws Exception {
        line = new TcpProxy();
        broker = KafkaBroker.startBehind(directory, line.port());
        line.to(broker.port());
        client = Map.of("bootstrap.servers", "127.0.0.1:" + line.port());
        Topics.ensure(client, PATIENCE, List.of(new TopicSpec(TOPIC, 1, (short) 1, Duration.ofDays(1), -1, 1 << 20)));
    }

    @AfterEach
    void stop() throws Exception {
        line.close();
        broker.close();
    }

    private KafkaSource source(Map<String, String> properties, Optional<String> group) {
        return new KafkaSource(new KafkaSourceConfig(properties, TOPIC, new Start.Earliest(), 1 << 20, 100, group));
    }

    /** Records of {@code size} bytes that begin with their number; {@code made} counts those asked for. */
    private static Flux<OutgoingRecord> numbered(int count, int size, AtomicInteger made) {
        return Flux.range(0, count).map(number -> {
            made.incrementAndGet();
            byte[] value = ByteBuffer.allocate(size).putInt(number).array();
            return new OutgoingRecord(TOPIC, 0, null, value);
        });
    }

    private static List<Integer> receive(KafkaSource source) {
        List<Integer> received = new CopyOnWriteArrayList<>();
        source.records().subscribe(record -> {
            received.add(ByteBuffer.wrap(record.value()).getInt());
            record.release().run();
        });
        return received;
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void aBrokerCutOffAndBackIsGoneOnWithInOrder() {
        int count = 5000;
        try (KafkaSource source = source(client, Optional.empty());
                KafkaSink sink = new KafkaSink(client, 200_000)) {
            List<Integer> received = receive(source);
            List<Long> acknowledged = Collections.synchronizedList(new CopyOnWriteArrayList<>());
            sink.send(numbered(count, 1000, new AtomicInteger())).subscribe(sent -> acknowledged.add(sent.offset()));
            for (int cut = 1; cut <= 3; cut++) {
                int enough = cut * 500;
                await().pollInterval(Duration.ofMillis(2)).atMost(PATIENCE).until(() -> received.size() >= enough);
                line.cut();
                await().atMost(PATIENCE)
                        .until(() -> System.currentTimeMillis() - source.stats().lastFetchMs() > 700);
                line.mend();
            }

            await().atMost(PATIENCE).until(() -> received.size() == count && acknowledged.size() == count);
            assertThat(received).isEqualTo(upTo(count));
            assertThat(acknowledged).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void aSlowBrokerIsAskedForNoMoreThanItTakes() {
        int count = 1000;
        line.slow(5, 500_000);
        AtomicLong most = new AtomicLong();
        AtomicInteger made = new AtomicInteger();
        try (KafkaSource source = source(client, Optional.empty());
                KafkaSink sink = new KafkaSink(client, 100_000)) {
            List<Integer> received = receive(source);
            AtomicInteger acknowledged = new AtomicInteger();
            sink.send(numbered(count, 1000, made)
                            .doOnNext(record -> most.accumulateAndGet(sink.inFlightBytes(), Math::max)))
                    .subscribe(sent -> acknowledged.incrementAndGet());
            await().atMost(PATIENCE).until(() -> acknowledged.get() > 0);
            assertThat(made).hasValueLessThan(count);

            await().atMost(PATIENCE).until(() -> received.size() == count);
            assertThat(received).isEqualTo(upTo(count));
            assertThat(most).hasValueLessThanOrEqualTo(100_000);
            assertThat(line.carriedBytes()).isGreaterThan(2L * count * 1000);
        }
    }

    @Test
    void withTheBrokerGoneNothingIsAskedForAndTheHeapStaysFlat() {
        int size = 64 << 10;
        long bound = 4 << 20;
        AtomicInteger made = new AtomicInteger();
        try (KafkaSink sink = new KafkaSink(client, bound)) {
            List<RecordMetadata> acknowledged = new CopyOnWriteArrayList<>();
            sink.send(numbered(1, size, new AtomicInteger())).blockLast(PATIENCE); // the topic is known from now on
            line.cut();
            sink.send(numbered(1000, size, made)).subscribe(acknowledged::add);
            await().atMost(PATIENCE).until(() -> sink.inFlightBytes() > bound - size);
            long heap = heapBytes();
            await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> made.get() <= bound / size);
            assertThat(sink.inFlightBytes()).isLessThanOrEqualTo(bound);
            assertThat(heapBytes() - heap).isLessThan(4 << 20);
            assertThat(acknowledged).isEmpty();

            line.mend();
            await().atMost(PATIENCE).until(() -> acknowledged.size() == 1000);
        }
    }

    @Test
    void aProducersBufferThatIsFullStopsTheAskingToo() {
        int size = 64 << 10;
        Map<String, String> small =
                Map.of("bootstrap.servers", client.get("bootstrap.servers"), "buffer.memory", String.valueOf(1 << 20));
        AtomicInteger made = new AtomicInteger();
        try (KafkaSink sink = new KafkaSink(small, 16 << 20)) {
            List<Long> offsets = new CopyOnWriteArrayList<>();
            sink.send(numbered(1, size, made)).blockLast(PATIENCE); // the topic is known from now on
            line.cut();
            sink.send(numbered(200, size, made)).subscribe(sent -> offsets.add(sent.offset()));
            await().atMost(PATIENCE).until(() -> made.get() >= 10);
            // Of a buffer of 16 such records one is the producer's batch of 1 MiB at most, and one waits for room.
            await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> made.get() <= 1 + 16 + 1);

            line.mend();
            await().atMost(PATIENCE).until(() -> offsets.size() == 200);
            assertThat(offsets).isSorted().doesNotHaveDuplicates();
        }
    }

    private static long heapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void progressThatCouldNotBeMirroredIsMirroredWhenTheBrokerIsBack() throws Exception {
        AtomicInteger made = new AtomicInteger();
        try (KafkaSink sink = new KafkaSink(client, 100_000)) {
            sink.send(numbered(9, 1000, made)).blockLast(PATIENCE);
        }
        try (KafkaSource source = source(client, Optional.of("g"));
                Admin admin = Admin.create(Map.copyOf(client))) {
            List<Integer> received = receive(source);
            await().atMost(PATIENCE).until(() -> received.size() == 9);
            source.trained(Map.of(0, 3L));
            await().atMost(PATIENCE).until(() -> committed(admin) == 3);
            line.cut();
            source.trained(Map.of(0, 9L));
            // More than a second: the copy is tried once a second, and has failed.
            await().atMost(PATIENCE)
                    .until(() -> System.currentTimeMillis() - source.stats().lastFetchMs() > 2500);
            line.mend();

            await().atMost(PATIENCE).until(() -> committed(admin) == 9);
            assertThat(received).isEqualTo(upTo(9));
        }
    }

    private static long committed(Admin admin) throws Exception {
        OffsetAndMetadata found = admin.listConsumerGroupOffsets("g")
                .partitionsToOffsetAndMetadata()
                .get(60, TimeUnit.SECONDS)
                .get(new TopicPartition(TOPIC, 0));
        return found == null ? -1 : found.offset();
    }

    @Test
    void aClientThatTheBrokerDoesNotLetInIsRefusedAndEnds() {
        Map<String, String> refused = Map.of(
                "bootstrap.servers",
                client.get("bootstrap.servers"),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"p\";");
        try (KafkaSource source = source(refused, Optional.empty());
                KafkaSink sink = new KafkaSink(refused, 100_000)) {
            StepVerifier.create(source.records())
                    .expectError(AuthenticationException.class)
                    .verify(PATIENCE);
            StepVerifier.create(sink.send(numbered(3, 10, new AtomicInteger())))
                    .expectErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOf(SendException.class)
                            .hasCauseInstanceOf(AuthenticationException.class))
                    .verify(PATIENCE);
        }
    }
}
