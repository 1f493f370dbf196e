package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import ganflux.broker.KafkaBroker;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.KafkaSink;
import ganflux.stream.KafkaSource;
import ganflux.stream.KafkaSourceConfig;
import ganflux.stream.OutgoingRecord;
import ganflux.stream.Start;
import ganflux.stream.Topics;
import ganflux.stream.command.UserError;
import ganflux.stream.image.ImageShape;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.checkpoint.Checkpoint;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.preset.GanLoss;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Preset.Fakes;
import ganflux.trainer.preset.Preset.Noise;
import ganflux.trainer.preset.Preset.PixelRange;
import ganflux.trainer.preset.Preset.Schedule;
import ganflux.v1.ImageBatch;
import ganflux.v1.PartitionPosition;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import reactor.core.publisher.Flux;

class TrainerServiceIT {
    private static final ImageShape SHAPE = new ImageShape(1, 2, 2);
    private static final int BATCH = 4;
    private static final Preset PRESET = new Preset(
            "tiny",
            "two dense layers a side",
            SHAPE,
            PixelRange.SIGNED,
            3,
            Noise.NORMAL,
            BATCH,
            GanLoss.NON_SATURATING,
            new Schedule(false, 1, Fakes.SHARED, false, false),
            seed -> network(seed, 3, SHAPE.size(), Activation.TANH),
            seed -> network(seed, SHAPE.size(), 1, Activation.IDENTITY));

    @TempDir
    private static Path kafka;

    private static KafkaBroker broker;
    private static int topics;

    @TempDir
    private Path directory;

    private final List<StepReport> reports = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(kafka, 0);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void aResumedRunIsBitIdenticalToAnUndisturbedOne() throws Exception {
        String topic = newTopic(records(0, 7, 5, 6, 9));

        train(config(topic, directory.resolve("undisturbed"), 6));
        train(config(topic, directory.resolve("resumed"), 1));
        train(config(topic, directory.resolve("resumed"), 4));
        train(config(topic, directory.resolve("resumed"), 6));

        Checkpoint undisturbed = checkpoint("undisturbed");
        Checkpoint resumed = checkpoint("resumed");
        assertThat(resumed.manifest().getStep()).isEqualTo(6);
        assertThat(resumed.manifest().getImagesSeen()).isEqualTo(24);
        assertThat(resumed.manifest().getPositionsList())
                .containsExactly(PartitionPosition.newBuilder()
                        .setPartition(0)
                        .setOffset(3) // records 0 to 3 hold images 0 to 26, of which 24 are trained
                        .setCursor(6)
                        .build());
        assertThat(resumed.generator().params())
                .isEqualTo(undisturbed.generator().params());
        assertThat(resumed.discriminator().params())
                .isEqualTo(undisturbed.discriminator().params());
        assertThat(resumed.generator().getUpdater().getStateViewArray())
                .isEqualTo(undisturbed.generator().getUpdater().getStateViewArray());
    }

    @Test
    void countsAndPassesOverWhatIsNoBatchOfItsShape() throws Exception {
        List<byte[]> values = new ArrayList<>(records(0, 4));
        values.add("not a batch".getBytes(StandardCharsets.UTF_8));
        values.add(ImageBatchCodec.encode(batch(0, 4, new ImageShape(3, 2, 2))));
        values.addAll(records(4, 4));
        String topic = newTopic(values);

        train(config(topic, directory, 2));

        assertThat(reports).extracting(StepReport::getStep).containsExactly(1L, 2L);
        assertThat(reports.get(1).getPipeline().getRejectedRecords()).isEqualTo(2);
        assertThat(reports.get(1).getImagesSeen()).isEqualTo(8);
    }

    @Test
    void sendsAReportOfEachStepAndSamples() throws Exception {
        String topic = newTopic(records(0, 12));
        TrainerConfig config = config(topic, directory, 3);

        train(config);

        assertThat(read(Topics.REPORTS, 1000))
                .map(StepReport::parseFrom)
                .filteredOn(report -> report.getRunId().equals(config.run()))
                .startsWith(reports.toArray(StepReport[]::new))
                .last()
                .as("the end is told by the last report again")
                .isEqualTo(reports.get(2).toBuilder().setStopped(true).build());
        assertThat(read(Topics.SAMPLES, 1000))
                .map(SampleBatch::parseFrom)
                .filteredOn(sample -> sample.getRunId().equals(config.run()))
                .singleElement()
                .satisfies(sample -> {
                    assertThat(sample.getStep()).isEqualTo(1);
                    assertThat(sample.getFixedFakes().size()).isEqualTo(64 * SHAPE.size());
                    assertThat(sample.getFreshFakes().size()).isEqualTo(64 * SHAPE.size());
                    assertThat(sample.getReals()).isEqualTo(batch(0, 4, SHAPE).getPixels());
                });
    }

    @Test
    void stopsWhileItWaitsForImagesAndKeepsWhatItHas() throws Exception {
        String topic = newTopic(records(0, 6));
        TrainerConfig config = config(topic, directory, 0);
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, reports::add)) {
            trainer.start();
            Awaitility.await().until(() -> reports.size() == 1);
            trainer.stop();
            assertThat(trainer.done().get(10, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(new CheckpointStore(RunDirectory.checkpoints(directory), 1)
                        .latestManifest()
                        .orElseThrow()
                        .getStep())
                .isEqualTo(1);
    }

    /** Under constant supply Reactor never leaves the training thread to other tasks: the end must come from within. */
    @Test
    void stopsWhileTheTopicIsFullOfImages() throws Exception {
        String topic =
                newTopic(records(0, IntStream.generate(() -> 64).limit(2000).toArray()));
        TrainerConfig config = config(topic, directory, 0);
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, reports::add)) {
            trainer.start();
            Awaitility.await().until(() -> reports.size() >= 5);
            trainer.stop();
            long step = trainer.done().get(10, TimeUnit.SECONDS);
            assertThat(step)
                    .isEqualTo(reports.get(reports.size() - 1).getStep())
                    .isLessThan(2000 * 64 / 4);
        }
    }

    @Test
    void refusesADirectoryThatAnotherTrainerHolds() throws Exception {
        String topic = newTopic(records(0, 1));
        TrainerConfig config = config(topic, directory, 0);
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService first = new TrainerService(config, meters, reports::add);
                TrainerService second = new TrainerService(config, meters, reports::add)) {
            first.start();
            assertThatThrownBy(second::start)
                    .isInstanceOf(UserError.class)
                    .hasMessage("--dir " + directory
                            + " is in use by another process; stop that one or give another --dir");
        }
    }

    @Test
    void refusesToGoOnUnderOtherSettings() throws Exception {
        String topic = newTopic(records(0, 8));
        train(config(topic, directory, 1));

        TrainerConfig other = config(topic, directory, 2, 77);
        assertThatThrownBy(() -> train(other))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "the run in --dir " + directory + " has seed '5' but --seed is '77'; give --seed 5 to go on,"
                                + " or another --dir to start anew");
    }

    private void train(TrainerConfig config) throws Exception {
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, reports::add)) {
            trainer.start();
            trainer.done().get(60, TimeUnit.SECONDS);
        }
    }

    private Checkpoint checkpoint(String name) {
        return new CheckpointStore(RunDirectory.checkpoints(directory.resolve(name)), 1)
                .latest()
                .orElseThrow();
    }

    private static Map<String, String> client() {
        return Map.of("bootstrap.servers", broker.bootstrap());
    }

    private static TrainerConfig config(String topic, Path directory, long steps) {
        return config(topic, directory, steps, 5);
    }

    private static TrainerConfig config(String topic, Path directory, long steps, long seed) {
        return new TrainerConfig(
                client(),
                topic,
                PRESET,
                directory,
                "run of " + topic,
                seed,
                new EngineOptions(EngineKind.REFERENCE, 0),
                steps,
                100,
                2,
                Duration.ofMinutes(10),
                64L << 20,
                "group of " + topic,
                Map.of());
    }

    /** A topic of its own that holds these values in this order. */
    private static String newTopic(List<byte[]> values) {
        String topic = "images-" + topics++;
        Topics.ensure(client(), Duration.ofSeconds(30), List.of(Topics.images(topic, 1)));
        try (KafkaSink sink = new KafkaSink(client(), 1 << 20)) {
            sink.send(Flux.fromIterable(values).map(value -> new OutgoingRecord(topic, 0, null, value)))
                    .blockLast(Duration.ofSeconds(30));
        }
        return topic;
    }

    /** Batches of these sizes, the first image having number {@code first}. */
    private static List<byte[]> records(int first, int... sizes) {
        List<byte[]> records = new ArrayList<>();
        int next = first;
        for (int size : sizes) {
            records.add(ImageBatchCodec.encode(batch(next, size, SHAPE)));
            next += size;
        }
        return records;
    }

    private static ImageBatch batch(int first, int count, ImageShape shape) {
        ByteString.Output pixels = ByteString.newOutput();
        ImageBatch.Builder batch = ImageBatch.newBuilder()
                .setVersion(1)
                .setSourceId("test " + shape.channels())
                .setSequence(first)
                .setCount(count)
                .setChannels(shape.channels())
                .setHeight(shape.height())
                .setWidth(shape.width());
        for (int i = first; i < first + count; i++) {
            byte[] image = new byte[shape.size()];
            new Random(i).nextBytes(image);
            pixels.write(image, 0, image.length);
            batch.addIds(i);
        }
        ByteString all = pixels.toByteString();
        return batch.setPixels(all).setCrc32C(ImageBatchCodec.crc32c(all)).build();
    }

    private static List<byte[]> read(String topic, int most) {
        KafkaSourceConfig config =
                new KafkaSourceConfig(client(), topic, new Start.Earliest(), 64 << 20, 100, Optional.empty());
        try (KafkaSource source = new KafkaSource(config)) {
            return Objects.requireNonNull(source.records()
                    .doOnNext(record -> record.release().run())
                    .map(record -> record.value())
                    .take(Duration.ofSeconds(3))
                    .take(most)
                    .collectList()
                    .block(Duration.ofSeconds(30)));
        }
    }

    private static MultiLayerConfiguration network(long seed, int in, int out, Activation last) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(1e-2))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(in)
                        .nOut(5)
                        .activation(Activation.LEAKYRELU)
                        .dropOut(.5)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nIn(5)
                        .nOut(out)
                        .activation(last)
                        .build())
                .build();
    }
}
