package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.test.StepVerifier;

@Timeout(120)
class KafkaSourceLifecycleTest {
    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    static final BrokerFixture kafka = new BrokerFixture();

    @Test
    void cancellingEndsTheThreadAndReleasesWhatWasNotEmitted() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 10, 100);
        KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB);
        Holder holder = new Holder(3);
        source.records().subscribe(holder);
        await().atMost(PATIENCE).until(() -> source.stats().bufferedRecords() == 10);
        holder.cancel();
        awaitThreadGone(topic);
        assertThat(holder.count()).isEqualTo(3);
        assertThat(source.stats().bufferedRecords()).isEqualTo(3);
        source.close();
    }

    @Test
    void closingCompletesTheStreamInBoundedTimeAndTwiceIsFine() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 10, 100);
        KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB);
        Holder holder = new Holder(3);
        source.records().subscribe(holder);
        await().atMost(PATIENCE).until(() -> holder.count() == 3);
        long begun = System.nanoTime();
        source.close();
        source.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        assertThat(holder.completed).isTrue();
        assertThat(holder.error).isNull();
        awaitThreadGone(topic);
    }

    @Test
    void closingAPausedSourceIsNotDelayedByWhatIsHeld() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 20, 100_000);
        KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB);
        Holder holder = Holder.unbounded();
        source.records().subscribe(holder);
        await().atMost(PATIENCE).until(() -> source.stats().pausedPartitions() == 1);
        source.close();
        assertThat(holder.completed).isTrue();
        awaitThreadGone(topic);
    }

    @Test
    void closingBeforeTheFirstSubscriberCompletesIt() {
        KafkaSource source = kafka.source("never-read", new Start.Earliest(), MIB);
        source.close();
        StepVerifier.create(source.records()).expectComplete().verify(PATIENCE);
    }

    @Test
    void cancellingBeforeAnyRequestLeavesNothingBehind() throws Exception {
        String topic = kafka.newTopic(1);
        try (KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB)) {
            StepVerifier.create(source.records(), 0)
                    .expectSubscription()
                    .thenCancel()
                    .verify(PATIENCE);
            awaitThreadGone(topic);
        }
    }

    @Test
    void closingFromWithinTheStreamDoesNotWaitForItself() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 5, 100);
        KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB);
        StepVerifier.create(source.records().doOnNext(r -> source.close()))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        awaitThreadGone(topic);
    }

    @Test
    void aSecondSubscriberIsRefusedAndTheFirstUndisturbed() throws Exception {
        String topic = kafka.newTopic(1);
        try (KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB)) {
            Holder holder = Holder.unbounded();
            source.records().subscribe(holder);
            StepVerifier.create(source.records())
                    .expectError(IllegalStateException.class)
                    .verify(PATIENCE);
            kafka.produce(topic, 0, new byte[1]);
            await().atMost(PATIENCE).until(() -> holder.count() == 1);
        }
    }

    private static void awaitThreadGone(String topic) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .doesNotContain("kafka-source-" + topic));
    }
}
