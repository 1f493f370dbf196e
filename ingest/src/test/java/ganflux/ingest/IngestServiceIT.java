package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ganflux.broker.KafkaBroker;
import ganflux.broker.testing.Requirement;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.KafkaSink;
import ganflux.stream.OutgoingRecord;
import ganflux.stream.TopicSpec;
import ganflux.stream.Topics;
import ganflux.stream.command.UserError;
import ganflux.stream.service.Health;
import ganflux.stream.service.ServiceMeters;
import ganflux.v1.ImageBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

class IngestServiceIT {
    private static final DataSpec DIGITS = new DataSpec.Digits();

    @TempDir
    private static Path brokerDir;

    private static KafkaBroker broker;

    @TempDir
    Path dir;

    private Map<String, String> client = Map.of();
    private String topic = "";

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(brokerDir, 0);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void nameTopic(TestInfo test) {
        client = Map.of("bootstrap.servers", broker.bootstrap());
        topic = test.getTestMethod().orElseThrow().getName();
    }

    @Test
    void sendsTheRealMnistOnceAndCompletes() throws Exception {
        DataSpec mnist = new DataSpec.Idx(
                Requirement.sharedFile("data/mnist/t10k-images-idx3-ubyte.gz"),
                Optional.of(Requirement.sharedFile("data/mnist/t10k-labels-idx1-ubyte.gz")));

        IngestStats stats = runToTheEnd(config(mnist, 1));

        TopicContents contents = TopicContents.read(client, topic);
        assertThat(stats.images()).isEqualTo(10_000);
        assertThat(stats.batches()).isEqualTo(30);
        assertThat(stats.inFlightBytes()).isZero();
        assertThat(contents.ids()).isEqualTo(range(0, 10_000));
        assertThat(contents.sequences()).isEqualTo(range(0, 30));
        assertThat(contents.batches().get(29).getCount()).isEqualTo(10_000 - 29 * 334);
        assertThat(contents.batches().stream()
                        .flatMap(batch -> batch.getLabelsList().stream())
                        .filter(label -> label == 7))
                .hasSize(1028);
        assertThat(contents.batches().get(0).getSourceId()).isEqualTo("idx:t10k-images-idx3-ubyte");

        IngestStats again = runToTheEnd(config(mnist, 1));

        assertThat(again.images()).isZero();
        assertThat(TopicContents.read(client, topic).sequences()).hasSize(30);
    }

    @Test
    void createsTheTopicAsStated() throws Exception {
        TopicSpec spec = IngestConfig.topic(topic, 3, 1, 5, 1 << 30);

        runToTheEnd(IngestConfig.of(client, tinySet(10), "run").withTopic(spec));

        try (Admin admin = Admin.create(Map.copyOf(client))) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            assertThat(admin.describeConfigs(List.of(resource)).all().get().values())
                    .singleElement()
                    .satisfies(settings -> {
                        assertThat(settings.get("retention.ms").value()).isEqualTo("18000000");
                        assertThat(settings.get("retention.bytes").value()).isEqualTo("1073741824");
                        assertThat(settings.get("max.message.bytes").value()).isEqualTo("9437184");
                    });
            assertThat(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .values())
                    .singleElement()
                    .satisfies(found -> assertThat(found.partitions()).hasSize(3));
        }
    }

    @Test
    void goesOnWhereItStoppedOverSeveralPartitions() throws Exception {
        IngestConfig config = config(DIGITS, 3).withFlow(Flow.unlimited().withBatchImages(10));

        for (int run = 1; run <= 3; run++) {
            long wanted = 500L * run;
            try (ServiceMeters meters = new ServiceMeters();
                    IngestService service = new IngestService(config, meters)) {
                service.start();
                patiently().until(() -> service.stats().nextIndex() >= wanted);
                assertThat(service.health()).isEqualTo(Health.OK);
            }
        }

        TopicContents contents = TopicContents.read(client, topic);
        assertThat(contents.ids())
                .hasSizeGreaterThanOrEqualTo(1_500)
                .isEqualTo(range(0, contents.ids().size()));
        assertThat(contents.sequences()).isEqualTo(range(0, contents.sequences().size()));
        for (int partition = 0; partition < 3; partition++) {
            int wanted = partition;
            assertThat(contents.partitions().get(partition))
                    .allMatch(batch -> batch.getSequence() % 3 == wanted)
                    .hasSizeGreaterThan(contents.sequences().size() / 3 - 1);
        }
    }

    @Test
    void resumesBehindRecordsOfOthers() throws Exception {
        IngestConfig first = config(tinySet(25), 1).withFlow(Flow.unlimited().withBatchImages(10));
        runToTheEnd(first);
        IngestConfig other = first.withSource(new SourceOptions(
                Optional.empty(), OptionalInt.empty(), false, false, 1, Optional.of("somebody else")));
        runToTheEnd(other);

        IngestStats looped;
        try (ServiceMeters meters = new ServiceMeters();
                IngestService service = new IngestService(
                        first.withSource(SourceOptions.defaults().withLoop(true)), meters)) {
            service.start();
            patiently().until(() -> service.stats().nextIndex() >= 100);
            looped = service.stats();
        }

        assertThat(looped.pass()).isGreaterThanOrEqualTo(4);
        TopicContents contents = TopicContents.read(client, topic);
        List<Long> own = contents.batches().stream()
                .filter(batch -> batch.getSourceId().equals("idx:tiny"))
                .flatMap(batch -> batch.getIdsList().stream())
                .toList();
        assertThat(own).isEqualTo(range(0, own.size()));
    }

    @Test
    void passesOverForeignRecordsWhenItResumes() throws Exception {
        IngestConfig config = config(tinySet(25), 1).withFlow(Flow.unlimited().withBatchImages(10));
        runToTheEnd(config);
        try (KafkaSink sink = new KafkaSink(client, 1 << 20)) {
            byte[] foreign = "not a batch".getBytes(StandardCharsets.UTF_8);
            sink.send(Flux.range(0, 5).map(i -> new OutgoingRecord(topic, 0, null, foreign)))
                    .blockLast();
        }

        assertThat(runToTheEnd(config).images()).isZero();
    }

    @Test
    void fillsTheHolesThatACrashLeft() throws Exception {
        IngestConfig config = config(tinySet(100), 2).withFlow(Flow.unlimited().withBatchImages(10));
        Topics.ensure(client, Duration.ofSeconds(30), List.of(config.topic()));
        List<ImageBatch> all = new Batches(config.data().open(config.source()), "run", 10, Clock.systemUTC())
                .from(ResumePlan.FROM_THE_START)
                .toStream()
                .toList();
        try (KafkaSink sink = new KafkaSink(client, 1 << 20)) {
            // Partition 1 did not get batches 3 and 5 while partition 0 got 4 and 6.
            sink.send(Flux.just(0, 1, 2, 4, 6)
                            .map(s -> new OutgoingRecord(topic, s % 2, null, ImageBatchCodec.encode(all.get(s)))))
                    .blockLast();
        }

        IngestStats stats = runToTheEnd(config);

        TopicContents contents = TopicContents.read(client, topic);
        assertThat(stats.batches()).isEqualTo(5);
        assertThat(contents.ids()).isEqualTo(range(0, 100));
    }

    @Test
    void staysWithinTheLimitAheadOfTheTrainer() throws Exception {
        Flow flow = Flow.unlimited().withBatchImages(10).withAhead(100);
        try (ServiceMeters meters = new ServiceMeters();
                IngestService service = new IngestService(config(DIGITS, 2).withFlow(flow), meters);
                Admin trainer = Admin.create(Map.copyOf(client))) {
            service.start();
            patiently()
                    .until(() ->
                            service.stats().waitsForTrainer() && service.stats().images() == 110);
            assertThat(service.stats().untrainedImages()).isEqualTo(110);

            commit(trainer, 4, 4);
            patiently()
                    .until(() ->
                            service.stats().waitsForTrainer() && service.stats().images() == 190);

            assertThat(meters.registry().scrape())
                    .contains("ganflux_ingest_images_total 190.0", "ganflux_ingest_untrained_images 110.0");
            assertThat(service.stats().pausedForTrainer()).isPositive();

            commit(trainer, 10, 4); // of 10 and 9: a trainer that takes them in turn would wait for more of the first
            patiently()
                    .until(() ->
                            service.stats().waitsForTrainer() && service.stats().images() == 290);
            assertThat(service.stats().untrainedImages()).isEqualTo(150);
        }
    }

    @Test
    void hasItsMetersFromTheBeginning() throws Exception {
        try (ServiceMeters meters = new ServiceMeters();
                IngestService service = new IngestService(config(DIGITS, 1), meters)) {
            assertThat(meters.registry().scrape())
                    .contains(
                            "ganflux_ingest_images_total 0.0",
                            "ganflux_ingest_batches_total 0.0",
                            "ganflux_ingest_bytes_total 0.0",
                            "ganflux_ingest_skipped_images_total 0.0",
                            "ganflux_ingest_paused_for_trainer_seconds_total 0.0",
                            "ganflux_ingest_in_flight_bytes 0.0",
                            "ganflux_ingest_next_index 0.0",
                            "ganflux_ingest_pass 1.0",
                            "ganflux_ingest_untrained_images 0.0");
            assertThat(service.health().ok()).isFalse();
        }
    }

    @Test
    void endsInBoundedTimeWithoutItsBroker() throws Exception {
        try (KafkaBroker other = KafkaBroker.start(dir.resolve("broker"), 0);
                ServiceMeters meters = new ServiceMeters()) {
            Map<String, String> there = Map.of("bootstrap.servers", other.bootstrap());
            IngestService service = new IngestService(IngestConfig.of(there, DIGITS, "run"), meters);
            service.start();
            patiently().until(() -> service.stats().images() > 0);
            other.close();
            patiently().until(() -> service.stats().inFlightBytes() > 0);

            long before = System.nanoTime();
            service.close();

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
            assertThat(service.done()).isCompleted();
            assertThat(service.stats().inFlightBytes()).isLessThan(18 << 20);
        }
    }

    @Test
    void badDataStopsItBeforeItTouchesTheBroker() {
        Path missing = dir.resolve("missing");
        Map<String, String> nobody = Map.of("bootstrap.servers", "127.0.0.1:1");
        try (ServiceMeters meters = new ServiceMeters();
                IngestService service =
                        new IngestService(IngestConfig.of(nobody, new DataSpec.Folder(missing), "run"), meters)) {
            assertThatThrownBy(service::start)
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith("folder " + missing + " does not exist");
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(90));
    }

    private IngestStats runToTheEnd(IngestConfig config) throws Exception {
        try (ServiceMeters meters = new ServiceMeters();
                IngestService service = new IngestService(config, meters)) {
            service.start();
            service.done().get(90, TimeUnit.SECONDS);
            return service.stats();
        }
    }

    private IngestConfig config(DataSpec data, int partitions) {
        return IngestConfig.of(client, data, "run").withTopic(IngestConfig.topic(topic, partitions, 1, 168, -1));
    }

    private void commit(Admin admin, long... offsets) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
        for (int partition = 0; partition < offsets.length; partition++) {
            all.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offsets[partition]));
        }
        admin.alterConsumerGroupOffsets(Flow.DEFAULT_TRAINER_GROUP, all).all().get();
    }

    /** An IDX file of {@code size} images of one pixel. */
    private DataSpec tinySet(int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16 + size);
        bytes.putInt(0x803).putInt(size).putInt(1).putInt(1);
        return new DataSpec.Idx(Files.write(dir.resolve("tiny"), bytes.array()), Optional.empty());
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }
}
