package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import ganflux.stream.command.UserError;
import ganflux.v1.ImageBatch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

@Timeout(120)
class KafkaSourceTest {
    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    static final BrokerFixture kafka = new BrokerFixture();

    @Test
    void readsEachPartitionFromItsBeginningInOrder() throws Exception {
        String topic = kafka.newTopic(2);
        kafka.produceNumbered(topic, 0, 30, 100);
        kafka.produceNumbered(topic, 1, 20, 100);
        try (KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB)) {
            List<ReceivedRecord> records = source.records()
                    .take(50)
                    .collectList()
                    .blockOptional(PATIENCE)
                    .orElseThrow();
            for (int partition : new int[] {0, 1}) {
                List<ReceivedRecord> own =
                        records.stream().filter(r -> r.partition() == partition).toList();
                assertThat(own).extracting(ReceivedRecord::offset).isEqualTo(upTo(partition == 0 ? 30 : 20));
                assertThat(own).allSatisfy(r -> assertThat(r.value()[0]).isEqualTo((byte) r.offset()));
            }
        }
    }

    @Test
    void emitsWhatIsRequestedAndNoMore() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 10, 100);
        try (KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB)) {
            StepVerifier.create(source.records().map(ReceivedRecord::offset), 0)
                    .expectSubscription()
                    .then(() -> await().until(() -> source.stats().bufferedRecords() == 10))
                    .thenRequest(3)
                    .expectNext(0L, 1L, 2L)
                    .then(() -> assertThat(source.stats().demand()).isZero())
                    .thenRequest(1)
                    .expectNext(3L)
                    .thenRequest(20)
                    .expectNext(4L, 5L, 6L, 7L, 8L, 9L)
                    .then(() -> assertThat(source.stats().demand()).isEqualTo(14))
                    .thenCancel()
                    .verify(PATIENCE);
        }
    }

    @Test
    void demandFromManyThreadsNeitherLosesNorRepeatsNorReorders() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 500, 50);
        try (KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB)) {
            List<Long> offsets = source.records()
                    .publishOn(Schedulers.parallel(), 1)
                    .flatMap(r -> reactor.core.publisher.Mono.just(r).publishOn(Schedulers.boundedElastic()), 4, 1)
                    .doOnNext(r -> r.release().run())
                    .map(ReceivedRecord::offset)
                    .take(500)
                    .collectList()
                    .block(PATIENCE);
            assertThat(offsets).containsExactlyInAnyOrderElementsOf(upTo(500));
        }
    }

    @Test
    void aHoldingSubscriberStopsTheFetchingWithinTheBudgetAndReleasingLetsItGoOn() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 60, 100_000);
        try (KafkaSource source = kafka.source(topic, new Start.Earliest(), 2 * MIB)) {
            Holder holder = Holder.unbounded();
            source.records().subscribe(holder);
            await().atMost(PATIENCE).until(() -> source.stats().pausedPartitions() == 1);

            SourceStats full = source.stats();
            assertThat(full.bufferedBytes()).isBetween((long) (.75 * 2 * MIB), 2 * MIB + MIB);
            assertThat(full.bufferedRecords()).isEqualTo(holder.count());
            assertThat(full.lagRecords()).isEqualTo(60);
            assertThat(full.pauseCount()).isEqualTo(1);

            int mark = (int) (.35 * 2 * MIB / (100_000 + ByteBudget.RECORD_OVERHEAD)); // as many may stay
            int held = holder.count();
            holder.release(0, held - mark - 1);
            await().during(Duration.ofMillis(300))
                    .atMost(PATIENCE)
                    .until(() -> source.stats().pausedPartitions() == 1 && holder.count() == held);
            holder.release(held - mark - 1, held - mark);
            await().atMost(PATIENCE).until(() -> holder.count() > held);
            assertThat(source.stats().lagRecords()).isEqualTo(60 - (held - mark));
        }
    }

    @Test
    void aSlowSubscriberReceivesEverythingWithinBudgetAndOnePoll() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 100, 100_000);
        long[] most = new long[1];
        try (KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB)) {
            List<Long> offsets = source.records()
                    .publishOn(Schedulers.single(), 1)
                    .doOnNext(record -> {
                        most[0] = Math.max(most[0], source.stats().bufferedBytes());
                        record.release().run();
                    })
                    .map(ReceivedRecord::offset)
                    .take(100)
                    .collectList()
                    .block(PATIENCE);
            assertThat(offsets).isEqualTo(upTo(100));
            assertThat(most[0]).isPositive().isLessThanOrEqualTo(2 * MIB); // one poll is at most 1 MiB here
        }
    }

    @Test
    void aSubscriberThatNeedsMoreThanTheLowerMarkAtOnceIsNotStarved() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 30, 100_000);
        KafkaSourceConfig config =
                new KafkaSourceConfig(kafka.client(), topic, new Start.Earliest(), MIB, 1, Optional.empty());
        try (KafkaSource source = new KafkaSource(config)) {
            Holder holder = Holder.unbounded();
            source.records().subscribe(holder);
            await().atMost(PATIENCE).until(() -> holder.count() == 10); // .75 of the budget are 8
            assertThat(source.stats().bufferedBytes()).isLessThanOrEqualTo(MIB);
        }
    }

    @Test
    void strictOrderFollowsTheSequencesHoweverUnevenThePartitionsAre() throws Exception {
        String topic = kafka.newTopic(3);
        int batches = 90;
        // One partition is far ahead: with what lies on it, it would fill the budget many times.
        for (int partition : new int[] {2, 0, 1}) {
            for (int sequence = partition; sequence < batches; sequence += 3) {
                kafka.produce(topic, partition, batch(sequence, 60_000));
            }
        }
        KafkaSourceConfig config = new KafkaSourceConfig(
                kafka.client(), topic, new Start.Earliest(), MIB, 4, Optional.empty(), Order.STRICT);
        try (KafkaSource source = new KafkaSource(config)) {
            List<Long> sequences = source.records()
                    .publishOn(Schedulers.single(), 1)
                    .doOnNext(record -> record.release().run())
                    .map(record -> BatchOrder.of(record.value()).sequence())
                    .take(batches - 2) // the last of two partitions wait for what may still come on the third
                    .collectList()
                    .block(PATIENCE);
            assertThat(sequences).isEqualTo(upTo(batches - 2));
        }
    }

    @Test
    void strictOrderFetchesTheRecordsItWaitsForWhenThoseThatItHasUseUpTheBudget() throws Exception {
        int partitions = 8;
        String topic = kafka.newTopic(partitions);
        int batches = 4 * partitions;
        for (int sequence = 0; sequence < batches; sequence++) {
            kafka.produce(topic, sequence % partitions, batch(sequence, 200_000));
        }
        KafkaSourceConfig config = new KafkaSourceConfig(
                kafka.client(), topic, new Start.Earliest(), MIB, 4, Optional.empty(), Order.STRICT);
        long[] most = {0};
        try (KafkaSource source = new KafkaSource(config)) {
            List<Long> sequences = source.records()
                    .publishOn(Schedulers.single(), 1)
                    .doOnNext(record -> {
                        most[0] = Math.max(most[0], source.stats().bufferedBytes());
                        record.release().run();
                    })
                    .map(record -> BatchOrder.of(record.value()).sequence())
                    .take(batches - partitions + 1)
                    .collectList()
                    .block(PATIENCE);
            assertThat(sequences).isEqualTo(upTo(batches - partitions + 1));
        }
        // The budget, one poll above it, and what comes at once of each partition that is waited for: 4 records here.
        assertThat(most[0]).isBetween(partitions * 200_000L, (partitions + 1) * 4L * 201_000);
    }

    /** The cores belong to the training step. */
    @Test
    void turnsSeldomWhereEnoughOfEveryPartitionIsThere() throws Exception {
        String topic = kafka.newTopic(2);
        for (int sequence = 0; sequence < 40; sequence++) {
            kafka.produce(topic, sequence % 2, batch(sequence, 60_000));
        }
        KafkaSourceConfig config = new KafkaSourceConfig(
                kafka.client(), topic, new Start.Earliest(), MIB, 4, Optional.empty(), Order.STRICT);
        AtomicInteger polls = new AtomicInteger();
        try (KafkaSource source = new KafkaSource(config, countingPolls(config, polls))) {
            Holder holder = new Holder(0);
            source.records().subscribe(holder);
            await().atMost(PATIENCE).until(() -> source.stats().pausedPartitions() == 2); // each holds 4 records
            holder.request(4);
            holder.release(0, 4);
            assertThat(source.stats().bufferedBytes())
                    .as("less than the lower mark")
                    .isBetween(200_000L, 300_000L);

            int before = polls.get();
            await().during(Duration.ofMillis(500))
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(source.stats().pausedPartitions()).isEqualTo(2));
            assertThat(polls.get() - before).as("20 a second").isLessThan(100);

            holder.request(Long.MAX_VALUE);
            await().atMost(PATIENCE).until(() -> {
                holder.release(0, holder.count());
                return holder.count() == 39; // the last waits for what may still come on the other partition
            });
        }
    }

    @SuppressWarnings("unchecked")
    private static Consumer<byte[], byte[]> countingPolls(KafkaSourceConfig config, AtomicInteger polls) {
        Consumer<byte[], byte[]> real = new KafkaConsumer<>(
                ClientSettings.consumer(config), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("poll")) {
                        polls.incrementAndGet();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static byte[] batch(long sequence, int size) {
        return ImageBatch.newBuilder()
                .setSequence(sequence)
                .setSourceId("s")
                .setPixels(ByteString.copyFrom(new byte[size]))
                .build()
                .toByteArray();
    }

    @Test
    void releasingTwiceCountsOnce() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 2, 1000);
        try (KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB)) {
            Holder holder = Holder.unbounded();
            source.records().subscribe(holder);
            await().atMost(PATIENCE).until(() -> holder.count() == 2);
            holder.release(0, 1);
            holder.release(0, 1);
            assertThat(source.stats().bufferedRecords()).isEqualTo(1);
            assertThat(source.stats().bufferedBytes()).isEqualTo(1000 + ByteBudget.RECORD_OVERHEAD);
            assertThat(source.stats().fetchedBytesTotal()).isEqualTo(2000);
        }
    }

    @Test
    void startsWhereItIsToldAndMirrorsProgress() throws Exception {
        String topic = kafka.newTopic(2);
        kafka.produceNumbered(topic, 0, 10, 10);
        kafka.produceNumbered(topic, 1, 3, 10);
        KafkaSourceConfig config = new KafkaSourceConfig(
                kafka.client(), topic, new Start.At(Map.of(0, 7L)), MIB, 100, Optional.of("mirror-" + topic));
        try (KafkaSource source = new KafkaSource(config)) {
            Holder holder = Holder.unbounded();
            source.records().subscribe(holder);
            await().atMost(PATIENCE).until(() -> holder.count() == 6);
            assertThat(holder.offsets()).containsExactlyInAnyOrder(7L, 8L, 9L, 0L, 1L, 2L);
            assertThat(source.stats().endOffsets()).isEqualTo(Map.of(0, 10L, 1, 3L));
            source.trained(Map.of(0, 9L));
        }
        assertThat(committed("mirror-" + topic, topic)).contains(9L);
    }

    private static Optional<Long> committed(String group, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(kafka.client()))) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(30, TimeUnit.SECONDS);
            return Optional.ofNullable(offsets.get(new TopicPartition(topic, 0)))
                    .map(OffsetAndMetadata::offset);
        }
    }

    @Test
    void latestReadsOnlyWhatComesAfterTheStart() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 5, 10);
        try (KafkaSource source = kafka.source(topic, new Start.Latest(), MIB)) {
            Holder holder = Holder.unbounded();
            source.records().subscribe(holder);
            await().atMost(PATIENCE).until(() -> source.stats().endOffsets().equals(Map.of(0, 5L)));
            kafka.produceNumbered(topic, 0, 2, 10);
            await().atMost(PATIENCE).until(() -> holder.count() == 2);
            assertThat(holder.offsets()).containsExactly(5L, 6L);
        }
    }

    @Test
    void aTopicThatDoesNotExistIsWaitedFor() throws Exception {
        String topic = kafka.newName();
        try (KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB)) {
            Holder holder = Holder.unbounded();
            source.records().subscribe(holder);
            kafka.createTopic(topic, 1, 1 << 20);
            kafka.produce(topic, 0, null);
            await().atMost(PATIENCE).until(() -> holder.count() == 1);
            assertThat(holder.received.get(0).value()).isEmpty();
        }
    }

    @Test
    void aPositionBeyondTheEndIsRefusedWithTheNumbers() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 4, 10);
        try (KafkaSource source = kafka.source(topic, new Start.At(Map.of(0, 9L)), MIB)) {
            StepVerifier.create(source.records())
                    .expectErrorSatisfies(e -> assertThat(e)
                            .isInstanceOf(PositionLostException.class)
                            .hasMessageContaining(topic + " partition 0 holds offsets 0 to 4")
                            .hasMessageContaining("is 9"))
                    .verify(PATIENCE);
        }
    }

    @Test
    void aPositionThatRetentionHasPassedIsRefusedAndTheGapCounted() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 8, 10);
        kafka.deleteBefore(topic, 6);
        try (KafkaSource source = kafka.source(topic, new Start.At(Map.of(0, 2L)), MIB)) {
            StepVerifier.create(source.records())
                    .expectErrorSatisfies(e -> assertThat(e)
                            .isInstanceOf(PositionLostException.class)
                            .hasMessageContaining("offsets 6 to 8")
                            .hasMessageContaining("4 records were deleted"))
                    .verify(PATIENCE);
        }
    }

    @Test
    void recordsDeletedWhileReadingIsPausedEndTheStreamWithTheNumbers() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 100, 100_000);
        try (KafkaSource source = kafka.source(topic, new Start.Earliest(), MIB)) {
            Holder holder = Holder.unbounded();
            source.records().subscribe(holder);
            await().atMost(PATIENCE).until(() -> source.stats().pausedPartitions() == 1);
            kafka.deleteBefore(topic, 90);
            await().atMost(PATIENCE).until(() -> {
                holder.release(0, holder.count());
                return holder.error != null;
            });
            assertThat(holder.error).isInstanceOfSatisfying(PositionLostException.class, e -> {
                assertThat(e.begin()).isEqualTo(90);
                assertThat(e.end()).isEqualTo(100);
                assertThat(e.offset()).isEqualTo(holder.count());
            });
        }
    }

    @Test
    void aGapIsPassedOverAndCountedWhereThatIsAllowed() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 8, 10);
        kafka.deleteBefore(topic, 6);
        try (KafkaSource source = kafka.source(topic, new Start.At(Map.of(0, 2L), OnGap.CONTINUE), MIB)) {
            StepVerifier.create(source.records().map(ReceivedRecord::offset).take(2))
                    .expectNext(6L, 7L)
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(source.stats().gapRecords()).isEqualTo(4);
        }
    }

    @Test
    void aGapThatOpensWhileReadingIsPassedOverAndCountedWhereThatIsAllowed() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.produceNumbered(topic, 0, 100, 100_000);
        try (KafkaSource source = kafka.source(topic, new Start.At(Map.of(), OnGap.CONTINUE), MIB)) {
            Holder holder = Holder.unbounded();
            source.records().subscribe(holder);
            await().atMost(PATIENCE).until(() -> source.stats().pausedPartitions() == 1);
            kafka.deleteBefore(topic, 90);
            await().atMost(PATIENCE).until(() -> {
                holder.release(0, holder.count());
                return holder.count() > 0
                        && holder.received.get(holder.count() - 1).offset() == 99;
            });
            assertThat(holder.error).isNull();
            assertThat(source.stats().gapRecords()).isPositive().isEqualTo(100 - holder.count());
        }
    }

    @Test
    void aPositionOnAPartitionThatIsNotThereIsRefused() throws Exception {
        String topic = kafka.newTopic(1);
        try (KafkaSource source = kafka.source(topic, new Start.At(Map.of(3, 0L)), MIB)) {
            StepVerifier.create(source.records())
                    .expectErrorSatisfies(e ->
                            assertThat(e).isInstanceOf(UserError.class).hasMessageContaining("has no partition 3, "))
                    .verify(PATIENCE);
        }
    }

    @Test
    void unusableClientPropertiesAreNamedAtOnce() {
        KafkaSourceConfig config = new KafkaSourceConfig(
                Map.of("bootstrap.servers", "nowhere.invalid:1"), "t", new Start.Earliest(), MIB, 1, Optional.empty());
        assertThatThrownBy(() -> new KafkaSource(config))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("bootstrap");
    }

    private static List<Long> upTo(int count) {
        return LongStream.range(0, count).boxed().toList();
    }
}
