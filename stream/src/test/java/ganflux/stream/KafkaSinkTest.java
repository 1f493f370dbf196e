package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ganflux.stream.command.UserError;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

@Timeout(120)
class KafkaSinkTest {
    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    static final BrokerFixture kafka = new BrokerFixture();

    @Test
    void acknowledgesInTheOrderOfTheRecordsAcrossPartitions() {
        String topic = kafka.newTopic(2);
        try (KafkaSink sink = new KafkaSink(kafka.client(), MIB)) {
            List<RecordMetadata> acknowledged = sink.send(Flux.range(0, 400).map(i -> record(topic, i % 2, i)))
                    .collectList()
                    .blockOptional(PATIENCE)
                    .orElseThrow();
            assertThat(acknowledged)
                    .extracting(RecordMetadata::partition)
                    .isEqualTo(IntStream.range(0, 400).mapToObj(i -> i % 2).toList());
            assertThat(acknowledged)
                    .extracting(RecordMetadata::offset)
                    .isEqualTo(LongStream.range(0, 400).mapToObj(i -> i / 2).toList());
            assertThat(sink.inFlightBytes()).isZero();
        }
        assertThat(kafka.consume(topic, 200))
                .extracting(r -> (int) r.value()[0])
                .isEqualTo(IntStream.range(0, 200)
                        .mapToObj(i -> (int) (byte) (2 * i))
                        .toList());
    }

    @Test
    void asksForNoMoreRecordsThanAcknowledgementsAreWanted() {
        String topic = kafka.newTopic(1);
        AtomicInteger made = new AtomicInteger();
        try (KafkaSink sink = new KafkaSink(kafka.client(), MIB)) {
            StepVerifier.create(
                            sink.send(Flux.range(0, 100)
                                    .doOnNext(i -> made.incrementAndGet())
                                    .map(i -> record(topic, 0, i))),
                            0)
                    .expectSubscription()
                    .thenRequest(3)
                    .expectNextCount(3)
                    .then(() -> assertThat(made).hasValue(3))
                    .thenRequest(97)
                    .expectNextCount(97)
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void streamsFromOtherThreadsAndSideBySideAllArrive() {
        String topic = kafka.newTopic(1);
        try (KafkaSink sink = new KafkaSink(kafka.client(), 20_000)) {
            Flux<RecordMetadata> streams = Flux.range(0, 4)
                    .flatMap(stream -> sink.send(Flux.range(0, 250)
                            .publishOn(Schedulers.boundedElastic())
                            .map(i -> new OutgoingRecord(topic, 0, null, new byte[stream == 0 ? 9000 : 100]))));
            StepVerifier.create(streams).expectNextCount(1000).expectComplete().verify(PATIENCE);
            assertThat(sink.inFlightBytes()).isZero();
        }
        assertThat(kafka.consume(topic, 1000)).hasSize(1000);
    }

    @Test
    void aRecordLargerThanTheProducerTakesIsNamedWithTheLimits() {
        String topic = kafka.newTopic(1);
        try (KafkaSink sink = new KafkaSink(kafka.client(), MIB)) {
            StepVerifier.create(sink.send(
                            Flux.just(record(topic, 0, 1), new OutgoingRecord(topic, 0, null, new byte[17 << 20]))))
                    .expectNextCount(1)
                    .expectErrorSatisfies(e -> assertThat(e)
                            .isInstanceOf(SendException.class)
                            .hasMessageContaining((17 << 20) + " bytes")
                            .hasMessageContaining(topic)
                            .hasMessageContaining("max.request.size = 16777216")
                            .hasMessageContaining("max.message.bytes"))
                    .verify(PATIENCE);
        }
    }

    @Test
    void aRecordLargerThanTheTopicTakesIsNamedAndOtherStreamsGoOn() {
        String small = kafka.newName();
        kafka.createTopic(small, 1, 100_000);
        String topic = kafka.newTopic(1);
        try (KafkaSink sink = new KafkaSink(kafka.client(), MIB)) {
            StepVerifier.create(sink.send(Flux.just(new OutgoingRecord(small, 0, null, new byte[200_000]))))
                    .expectErrorSatisfies(e -> assertThat(e)
                            .isInstanceOf(SendException.class)
                            .hasMessageContaining("200000 bytes for topic " + small + " is too large"))
                    .verify(PATIENCE);
            StepVerifier.create(sink.send(Flux.just(record(topic, 0, 1))))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(sink.inFlightBytes()).isZero();
        }
    }

    @Test
    void anAbsentTopicIsNamed() {
        Map<String, String> client = new HashMap<>(kafka.client());
        client.put("max.block.ms", "500");
        try (KafkaSink sink = new KafkaSink(client, MIB)) {
            StepVerifier.create(sink.send(Flux.just(record("absent-topic", 0, 1))))
                    .expectErrorSatisfies(e -> assertThat(e)
                            .isInstanceOf(SendException.class)
                            .hasMessageContaining("topic absent-topic was not acknowledged"))
                    .verify(PATIENCE);
        }
    }

    @Test
    void thePublishersErrorFollowsTheAcknowledgementsOfTheRecordsBeforeIt() {
        String topic = kafka.newTopic(1);
        try (KafkaSink sink = new KafkaSink(kafka.client(), MIB)) {
            StepVerifier.create(sink.send(Flux.range(0, 5)
                            .map(i -> record(topic, 0, i))
                            .concatWith(Flux.error(new IllegalStateException("source broke")))))
                    .expectNextCount(5)
                    .expectErrorMessage("source broke")
                    .verify(PATIENCE);
        }
    }

    @Test
    void cancellingCancelsThePublisherAndLeavesTheOthersAlone() {
        String topic = kafka.newTopic(1);
        TestPublisher<OutgoingRecord> publisher = TestPublisher.create();
        try (KafkaSink sink = new KafkaSink(kafka.client(), MIB)) {
            StepVerifier.create(sink.send(publisher))
                    .expectSubscription()
                    .then(() -> await().until(() -> publisher.wasRequested()))
                    .then(() -> publisher.next(record(topic, 0, 1)))
                    .expectNextCount(1)
                    .thenCancel()
                    .verify(PATIENCE);
            await().atMost(PATIENCE).untilAsserted(publisher::assertCancelled);
            StepVerifier.create(sink.send(Flux.just(record(topic, 0, 2))))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void closingEndsOpenStreamsAndTheThreadAndTwiceIsFine() {
        String topic = kafka.newTopic(1);
        KafkaSink sink = new KafkaSink(kafka.client(), MIB);
        StepVerifier.create(sink.send(Flux.just(record(topic, 0, 1)).concatWith(Flux.never())))
                .expectNextCount(1)
                .then(sink::close)
                .expectErrorSatisfies(e ->
                        assertThat(e).isInstanceOf(IllegalStateException.class).hasMessageContaining("sink was closed"))
                .verify(PATIENCE);
        sink.close();
        StepVerifier.create(sink.send(Flux.just(record(topic, 0, 1))))
                .expectErrorMessage("the sink is closed")
                .verify(PATIENCE);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .doesNotContain("kafka-sink"));
    }

    @Test
    void unusableClientPropertiesAreNamedAtOnce() {
        assertThatThrownBy(() -> new KafkaSink(Map.of("bootstrap.servers", "no port"), MIB))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no port");
    }

    private static OutgoingRecord record(String topic, int partition, int number) {
        byte[] value = new byte[100];
        value[0] = (byte) number;
        return new OutgoingRecord(topic, partition, null, value);
    }
}
