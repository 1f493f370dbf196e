package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** What a real broker cannot be made to do: withhold each acknowledgement until the test gives it. */
@Timeout(60)
class KafkaSinkBudgetTest {
    private static final int SIZE = 1000;

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaSink sink = new KafkaSink(producer, 10L * SIZE, Map.of());
    private final AtomicInteger made = new AtomicInteger();
    private final List<RecordMetadata> acknowledged = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        sink.close();
    }

    private Flux<OutgoingRecord> records(int count, int size) {
        return Flux.range(0, count).map(i -> {
            made.incrementAndGet();
            return new OutgoingRecord("t", 0, null, new byte[size]);
        });
    }

    @Test
    void unacknowledgedRecordsStopTheAskingAtTheBound() {
        sink.send(records(100, SIZE)).subscribe(acknowledged::add);
        awaitSettled(10);
        assertThat(sink.inFlightBytes()).isEqualTo(10L * SIZE);
        producer.completeNext();
        awaitSettled(11);
        await().until(() -> acknowledged.size() == 1);
    }

    @Test
    void streamsShareOneBoundThatEachExceedsByOneRecordAtMost() {
        sink.send(records(100, SIZE)).subscribe(acknowledged::add);
        sink.send(records(100, SIZE)).subscribe(acknowledged::add);
        await().until(() -> sink.inFlightBytes() >= 10L * SIZE);
        await().during(Duration.ofMillis(100)).until(() -> made.get() <= 11 && sink.inFlightBytes() <= 11L * SIZE);
    }

    @Test
    void aRecordLargerThanTheBoundStillGetsThroughAlone() {
        sink.send(records(2, 20 * SIZE)).subscribe(acknowledged::add);
        awaitSettled(1);
        producer.completeNext();
        awaitSettled(2);
    }

    @Test
    void smallRecordsDoNotStarveLargeOnes() {
        BaseSubscriber<RecordMetadata> small = new BaseSubscriber<>() {};
        sink.send(records(10_000, SIZE / 10)).subscribe(small);
        AtomicInteger large = new AtomicInteger();
        sink.send(Flux.range(0, 20).map(i -> new OutgoingRecord("t", 0, null, new byte[6 * SIZE])))
                .subscribe(metadata -> large.incrementAndGet());
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            while (producer.completeNext()) {
                // give every acknowledgement there is
            }
            return large.get() == 20;
        });
        assertThat(made.get()).isLessThan(10_000);
        small.cancel();
    }

    @Test
    void aCancelledStreamsRecordsStillCountUntilTheyAreAcknowledged() {
        BaseSubscriber<RecordMetadata> subscriber = new BaseSubscriber<>() {};
        sink.send(records(100, SIZE)).subscribe(subscriber);
        awaitSettled(10);
        subscriber.cancel();
        assertThat(sink.inFlightBytes()).isEqualTo(10L * SIZE);
        while (producer.completeNext()) {
            // give every acknowledgement there is
        }
        assertThat(sink.inFlightBytes()).isZero();
    }

    @Test
    void anExceptionThrownBySendEndsTheStreamAndGivesTheBytesBack() {
        producer.sendException = new IllegalStateException("no metadata");
        AtomicInteger errors = new AtomicInteger();
        sink.send(records(1, SIZE)).subscribe(acknowledged::add, e -> {
            assertThat(e).isInstanceOf(SendException.class).hasMessageContaining("no metadata");
            errors.incrementAndGet();
        });
        await().until(() -> errors.get() == 1);
        assertThat(sink.inFlightBytes()).isZero();
    }

    @Test
    void aSubscriberThatThrowsEndsItsOwnStreamOnly() {
        sink.send(records(1, SIZE)).subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnNext(RecordMetadata metadata) {
                throw new IllegalStateException("subscriber broke");
            }
        });
        sink.send(records(1, SIZE)).subscribe(acknowledged::add);
        await().until(() -> producer.history().size() == 2);
        while (producer.completeNext()) {
            // give every acknowledgement there is
        }
        await().until(() -> acknowledged.size() == 1);
    }

    @Test
    void aPublisherThatThrowsWhenAskedEndsItsOwnStreamOnly() {
        List<String> errors = new CopyOnWriteArrayList<>();
        sink.send(subscriber -> subscriber.onSubscribe(new Subscription() {
                    @Override
                    public void request(long n) {
                        throw new IllegalStateException("publisher broke");
                    }

                    @Override
                    public void cancel() {}
                }))
                .subscribe(acknowledged::add, e -> errors.add(e.getMessage()));
        await().until(() -> errors.equals(List.of("publisher broke")));
        sink.send(records(1, SIZE)).subscribe(acknowledged::add);
        await().until(() -> producer.completeNext());
        await().until(() -> acknowledged.size() == 1);
    }

    private void awaitSettled(int count) {
        await().until(() -> made.get() >= count);
        await().during(Duration.ofMillis(100))
                .until(() -> made.get() == count && producer.history().size() == count);
    }
}
