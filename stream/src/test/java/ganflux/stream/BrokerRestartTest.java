package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ganflux.broker.BrokerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** The broker is killed while sink and source are at work, and comes back on the same port. */
@Timeout(180)
class BrokerRestartTest {
    private static final int RECORDS = 200_000;
    private static final int BEFORE = 1000;
    private static final long IN_FLIGHT = 200_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void bothBridgesGoOnInOrderWithoutLossOrRepetition() {
        BrokerProcess first = BrokerProcess.start(directory);
        Map<String, String> client = Map.of("bootstrap.servers", first.bootstrap());
        Topics.ensure(
                client,
                Duration.ofSeconds(30),
                List.of(new TopicSpec("t", 1, (short) 1, Duration.ofDays(1), -1, 1 << 20)));
        KafkaSourceConfig config =
                new KafkaSourceConfig(client, "t", new Start.Earliest(), 1 << 20, 100, Optional.empty());
        try (KafkaSource source = new KafkaSource(config);
                KafkaSink sink = new KafkaSink(client, IN_FLIGHT)) {
            List<Integer> received = Collections.synchronizedList(new ArrayList<>());
            source.records().subscribe(record -> {
                received.add(Integer.parseInt(new String(record.value(), 0, 6, StandardCharsets.US_ASCII)));
                record.release().run();
            });
            AtomicInteger made = new AtomicInteger();
            List<RecordMetadata> acknowledged = Collections.synchronizedList(new ArrayList<>());
            Flux<OutgoingRecord> records = Flux.range(0, RECORDS).map(i -> {
                made.incrementAndGet();
                return new OutgoingRecord("t", 0, null, value(i));
            });
            sink.send(records).subscribe(acknowledged::add);
            await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> received.size() >= BEFORE);
            first.kill();

            int atKill = made.get();
            await().atMost(PATIENCE).until(() -> sink.inFlightBytes() > IN_FLIGHT - 2000);
            assertThat(made.get()).isLessThan(RECORDS);
            assertThat(made.get() - atKill).isLessThanOrEqualTo((int) (2 * IN_FLIGHT / 1000));
            await().atMost(PATIENCE)
                    .until(() -> System.currentTimeMillis() - source.stats().lastFetchMs() > 1000);

            try (BrokerProcess second = BrokerProcess.start(directory, first.port())) {
                await().atMost(PATIENCE).until(() -> received.size() == RECORDS);
                assertThat(received)
                        .isEqualTo(IntStream.range(0, RECORDS).boxed().toList());
                assertThat(acknowledged)
                        .hasSize(RECORDS)
                        .extracting(RecordMetadata::offset)
                        .isSorted();
                assertThat(second.isAlive()).isTrue();
            }
        }
    }

    private static byte[] value(int number) {
        byte[] value = new byte[1000];
        byte[] digits = String.format("%06d", number).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, value, 0, digits.length);
        return value;
    }
}
