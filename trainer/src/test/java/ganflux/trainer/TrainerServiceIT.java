package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.KafkaSource;
import ganflux.stream.KafkaSourceConfig;
import ganflux.stream.Start;
import ganflux.stream.Topics;
import ganflux.stream.command.UserError;
import ganflux.stream.image.ImageShape;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.checkpoint.Checkpoint;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.preset.DiscriminatorSteps;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import ganflux.trainer.preset.Presets;
import ganflux.trainer.preset.Schedule;
import ganflux.v1.PartitionPosition;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.learning.config.Adam;

class TrainerServiceIT extends OnTrainerRig {
    private static final ImageShape SHAPE = TrainerRig.SHAPE;

    private static final String TINY = """
            description: two layers
            images: {channels: %d, height: %d, width: %d, range: signed}
            noise: {length: 3, distribution: normal}
            batch: 4
            loss: non-saturating
            step: {first: generator, fakes: shared, one-batch: false, discriminator-loss: sum}
            generator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: sgd, rate: 0.01}
              layers: [{layer: dense, units: %d, activation: tanh}]
            discriminator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: nesterov, rate: 0.01, momentum: 0.5}
              layers: [{layer: dense, units: 1}]
            """.formatted(SHAPE.channels(), SHAPE.height(), SHAPE.width(), SHAPE.size());

    @Test
    void aResumedRunIsBitIdenticalToAnUndisturbedOne() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 7, 5, 6, 9));

        rig.train(rig.config(topic, directory.resolve("undisturbed"), 6));
        rig.train(rig.config(topic, directory.resolve("resumed"), 1));
        rig.train(rig.config(topic, directory.resolve("resumed"), 4));
        rig.train(rig.config(topic, directory.resolve("resumed"), 6));

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

    /** Steps of 4, 2, 2, 4, 2 and 2 minibatches of 4 images. */
    @Test
    void aResumedRunWithStepsOfSeveralMinibatchesIsBitIdenticalToAnUndisturbedOne() throws Exception {
        Schedule schedule =
                new Schedule(false, new DiscriminatorSteps(2, 4, 1, 3), Schedule.Fakes.SEPARATE, false, false);
        Preset preset = TrainerRig.preset(new Adam(1e-2), schedule);
        String topic = rig.newTopic(TrainerRig.records(0, 30, 30, 30));

        rig.train(rig.config(topic, directory.resolve("undisturbed"), 6, 100, FaultPolicy.DEFAULT, preset));
        for (long steps : new long[] {1, 3, 6}) {
            rig.train(rig.config(topic, directory.resolve("resumed"), steps, 100, FaultPolicy.DEFAULT, preset));
        }

        Checkpoint undisturbed = checkpoint("undisturbed");
        Checkpoint resumed = checkpoint("resumed");
        assertThat(resumed.manifest().getImagesSeen()).isEqualTo(64);
        assertThat(resumed.manifest().getPositionsList())
                .containsExactly(PartitionPosition.newBuilder()
                        .setPartition(0)
                        .setOffset(2)
                        .setCursor(4)
                        .build());
        assertThat(resumed.generator().params())
                .isEqualTo(undisturbed.generator().params());
        assertThat(resumed.discriminator().params())
                .isEqualTo(undisturbed.discriminator().params());
    }

    private static final String STABILISED =
            """
            description: all that keeps a GAN stable
            images: {channels: %d, height: %d, width: %d, range: signed}
            noise: {length: 3, distribution: normal}
            batch: 4
            loss: wasserstein
            step: {first: discriminator, discriminator-steps: 2, fakes: separate, one-batch: false, discriminator-loss: sum}
            generator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: adam, rate: 0.01}
              ema-kimg: 0.01
              layers:
                - {layer: dense, units: 6}
                - {layer: batch-norm, momentum: 0.9, epsilon: 0.001}
                - {layer: dense, units: %d, activation: tanh}
            discriminator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: adam, rate: 0.01}
              gradient-penalty: {kind: wgan-gp, lambda: 10}
              spectral-norm: true
              pack: 2
              instance-noise: {deviation: 0.1, steps: 5}
              layers:
                - {layer: dense, units: 5, activation: tanh}
                - {layer: dense, units: 1}
            """.formatted(SHAPE.channels(), SHAPE.height(), SHAPE.width(), SHAPE.size());

    @ParameterizedTest
    @EnumSource(names = {"REFERENCE", "FAST"})
    void aResumedRunWithAllThatStabilisesIsBitIdenticalToAnUndisturbedOne(EngineKind engine) throws Exception {
        Preset preset = PresetReader.read("stabilised", "stabilised.yaml", STABILISED);
        String topic = rig.newTopic(TrainerRig.records(0, 30, 30, 30));

        train(engine, topic, "undisturbed", 6, preset);
        for (long steps : new long[] {1, 3, 6}) {
            train(engine, topic, "resumed", steps, preset);
        }

        Checkpoint undisturbed = checkpoint("undisturbed");
        Checkpoint resumed = checkpoint("resumed");
        assertThat(resumed.manifest().getStep()).isEqualTo(6);
        assertThat(resumed.manifest().getFilesList())
                .hasSize(3)
                .isEqualTo(undisturbed.manifest().getFilesList());
        assertThat(resumed.average().orElseThrow().params())
                .isEqualTo(undisturbed.average().orElseThrow().params())
                .isNotEqualTo(resumed.generator().params());
    }

    private void train(EngineKind engine, String topic, String name, long steps, Preset preset) throws Exception {
        TrainerConfig config = rig.config(topic, directory.resolve(name), steps, 100, FaultPolicy.DEFAULT, preset);
        rig.train(TrainerRig.onEngine(config, engine));
    }

    @Test
    void knowsARunByWhatItTrainsAndNotByTheNameOfItsFile() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 20));
        Path file = directory.resolve("mine.yaml");
        Files.writeString(file, TINY);
        Path run = directory.resolve("run");
        rig.train(rig.config(topic, run, 1, 100, FaultPolicy.DEFAULT, Presets.of(file.toString())));

        Path renamed = Files.writeString(directory.resolve("yours.yaml"), "# The same.\n" + TINY);
        rig.train(rig.config(topic, run, 2, 100, FaultPolicy.DEFAULT, Presets.of(renamed.toString())));
        assertThat(rig.lastReport().getStep()).isEqualTo(2);
        assertThat(rig.lastReport().getPreset()).isEqualTo("yours");

        Files.writeString(renamed, TINY.replace("0.01", "0.02"));
        TrainerConfig other = rig.config(topic, run, 3, 100, FaultPolicy.DEFAULT, Presets.of(renamed.toString()));
        assertThatThrownBy(() -> rig.train(other))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "the run in --dir " + run + " has preset 'yours' but --preset is another of that name; give the"
                                + " file that './ganflux inspect --dir " + run
                                + " --preset' prints to go on, or another --dir to start anew");
        TrainerConfig shipped = rig.config(topic, run, 3, 100, FaultPolicy.DEFAULT, Presets.named("wgan"));
        assertThatThrownBy(() -> rig.train(shipped))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(
                        "the run in --dir " + run + " has preset 'yours' but --preset is 'wgan'; give the file");
    }

    @Test
    void inStrictOrderSeveralPartitionsMakeNoDifference() throws Exception {
        List<byte[]> values = TrainerRig.records(0, 7, 5, 6, 9, 3, 8, 2, 4, 4);
        String one = rig.newTopic(values);
        String three = TrainerRig.newName();
        rig.produce(three, 3, values);

        rig.train(rig.config(one, directory.resolve("one"), 8));
        for (int step : new int[] {2, 3, 8}) {
            rig.train(TrainerRig.inStrictOrder(rig.config(three, directory.resolve("three"), step)));
        }

        Checkpoint expected = checkpoint("one");
        Checkpoint strict = checkpoint("three");
        assertThat(strict.manifest().getStep()).isEqualTo(8);
        assertThat(strict.manifest().getPositionsList())
                .extracting(PartitionPosition::getOffset, PartitionPosition::getCursor)
                .as("32 images are records 0 to 4 and two of the next")
                .containsExactly(Assertions.tuple(2L, 0), Assertions.tuple(2L, 0), Assertions.tuple(1L, 2));
        assertThat(strict.generator().params()).isEqualTo(expected.generator().params());
        assertThat(strict.discriminator().params())
                .isEqualTo(expected.discriminator().params());
    }

    @Test
    void countsAndPassesOverWhatIsNoBatchOfItsShape() throws Exception {
        List<byte[]> values = new ArrayList<>(TrainerRig.records(0, 4));
        values.add("not a batch".getBytes(StandardCharsets.UTF_8));
        values.add(ImageBatchCodec.encode(TrainerRig.batch(0, 4, new ImageShape(3, 2, 2))));
        values.addAll(TrainerRig.records(4, 4));
        String topic = rig.newTopic(values);

        rig.train(rig.config(topic, directory, 2));

        assertThat(rig.reports).extracting(StepReport::getStep).containsExactly(1L, 2L);
        assertThat(rig.reports.get(1).getPipeline().getRejectedRecords()).isEqualTo(2);
        assertThat(rig.reports.get(1).getImagesSeen()).isEqualTo(8);
    }

    @Test
    void sendsAReportOfEachStepAndSamples() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 12));
        TrainerConfig config = rig.config(topic, directory, 3);

        rig.train(config);

        assertThat(read(Topics.REPORTS, 1000))
                .map(StepReport::parseFrom)
                .filteredOn(report -> report.getRunId().equals(config.run()))
                .startsWith(rig.reports.toArray(StepReport[]::new))
                .last()
                .as("the end is told by the last report again")
                .satisfies(last -> assertThat(last)
                        .isEqualTo(rig.reports.get(2).toBuilder()
                                .setStopped(true)
                                .setToldAtMs(last.getToldAtMs())
                                .setPipeline(last.getPipeline())
                                .build()));
        assertThat(read(Topics.SAMPLES, 1000))
                .map(SampleBatch::parseFrom)
                .filteredOn(sample -> sample.getRunId().equals(config.run()))
                .singleElement()
                .satisfies(sample -> {
                    assertThat(sample.getStep()).isEqualTo(1);
                    assertThat(sample.getFixedFakes().size()).isEqualTo(64 * SHAPE.size());
                    assertThat(sample.getFreshFakes().size() / SHAPE.size()).isIn(128, 256, 512);
                    assertThat(sample.getReals())
                            .isEqualTo(TrainerRig.batch(0, 4, SHAPE).getPixels());
                });
    }

    @Test
    void stopsWhileItWaitsForImagesAndKeepsWhatItHas() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 6));
        TrainerConfig config = rig.config(topic, directory, 0);
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, rig.reports::add)) {
            trainer.start();
            Awaitility.await().until(() -> rig.reports.size() == 1);
            trainer.stop();
            assertThat(trainer.done().get(10, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(new CheckpointStore(RunDirectory.checkpoints(directory), 1)
                        .latestManifest()
                        .orElseThrow()
                        .getStep())
                .isEqualTo(1);
    }

    /** With the figures of its last step; after a start, when it has none, without. */
    @Test
    void saysThatItWaitsForImages() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 4));
        TrainerConfig config = rig.config(topic, directory, 0);
        for (int start = 0; start < 2; start++) {
            int before = again(config).size();
            runUntil(config, trainer -> again(config).size() > before);
        }

        StepReport step = rig.reports.get(0);
        List<StepReport> all = again(config);
        StepReport waiting = all.get(0);
        assertThat(waiting.getToldAtMs() - waiting.getWaitingSinceMs()).isBetween(4_900L, 29_000L);
        assertThat(waiting.getWaitingSinceMs() - step.getFinishedAtMs()).isBetween(0L, 29_000L);
        assertThat(waiting)
                .isEqualTo(step.toBuilder()
                        .setToldAtMs(waiting.getToldAtMs())
                        .setWaitingSinceMs(waiting.getWaitingSinceMs())
                        .setPipeline(waiting.getPipeline())
                        .build());
        assertThat(waiting.getPipeline().getLagRecords()).isZero();
        StepReport bare = all.get(all.size() - 2);
        assertThat(bare)
                .isEqualTo(StepReport.newBuilder()
                        .setVersion(1)
                        .setRunId(config.run())
                        .setPreset(config.preset().name())
                        .setStep(1)
                        .setToldAtMs(bare.getToldAtMs())
                        .setWaitingSinceMs(bare.getWaitingSinceMs())
                        .setPipeline(bare.getPipeline())
                        .build());
        assertThat(bare.getPipeline().getCheckpointStep()).isEqualTo(1);
        StepReport stopped = all.get(all.size() - 1);
        assertThat(stopped)
                .as("the end of a start without a step")
                .isEqualTo(bare.toBuilder()
                        .setStopped(true)
                        .setToldAtMs(stopped.getToldAtMs())
                        .clearWaitingSinceMs()
                        .setPipeline(stopped.getPipeline())
                        .build());
        assertThat(rig.reports).hasSize(1);
    }

    /** Records that are all of no use are another matter. */
    @Test
    void doesNotSayThatItWaitsWhereNoImageIsOfUse() throws Exception {
        List<byte[]> values = new ArrayList<>(TrainerRig.records(0, 4));
        values.add(ImageBatchCodec.encode(TrainerRig.batch(4, 4, new ImageShape(3, 2, 2))));
        String topic = rig.newTopic(values);
        TrainerConfig config = rig.config(topic, directory, 0);
        rig.train(rig.config(topic, directory, 1));
        int before = again(config).size();
        runUntil(
                config,
                trainer ->
                        trainer.waiting().toSeconds() >= 11 && !trainer.health().ok());
        assertThat(again(config).subList(before, again(config).size()))
                .as("only the end")
                .extracting(StepReport::getStopped)
                .containsExactly(true);
    }

    private void runUntil(TrainerConfig config, Predicate<TrainerService> reached) {
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, rig.reports::add)) {
            trainer.start();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> reached.test(trainer));
        }
    }

    /** What was reported that repeats an earlier report. */
    private List<StepReport> again(TrainerConfig config) {
        return read(Topics.REPORTS, 1000).stream()
                .map(TrainerServiceIT::report)
                .filter(report -> report.getRunId().equals(config.run()) && report.getToldAtMs() > 0)
                .toList();
    }

    private static StepReport report(byte[] value) {
        try {
            return StepReport.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Under constant supply Reactor never leaves the training thread to other tasks: the end must come from within. */
    @Test
    void stopsWhileTheTopicIsFullOfImages() throws Exception {
        String topic = rig.newTopic(
                TrainerRig.records(0, IntStream.generate(() -> 64).limit(2000).toArray()));
        TrainerConfig config = rig.config(topic, directory, 0);
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, rig.reports::add)) {
            trainer.start();
            Awaitility.await().until(() -> rig.reports.size() >= 5);
            trainer.stop();
            long step = trainer.done().get(10, TimeUnit.SECONDS);
            assertThat(step)
                    .isEqualTo(rig.reports.get(rig.reports.size() - 1).getStep())
                    .isLessThan(2000 * 64 / 4);
        }
    }

    @Test
    void refusesADirectoryThatAnotherTrainerHolds() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 1));
        TrainerConfig config = rig.config(topic, directory, 0);
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService first = new TrainerService(config, meters, rig.reports::add);
                TrainerService second = new TrainerService(config, meters, rig.reports::add)) {
            first.start();
            assertThatThrownBy(second::start)
                    .isInstanceOf(UserError.class)
                    .hasMessage("--dir " + directory
                            + " is in use by another process; stop that one or give another --dir");
        }
    }

    @Test
    void refusesToGoOnUnderOtherSettings() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 8));
        rig.train(rig.config(topic, directory, 1));

        TrainerConfig other = TrainerRig.withSeed(rig.config(topic, directory, 2), 77);
        assertThatThrownBy(() -> rig.train(other))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "the run in --dir " + directory + " has seed '5' but --seed is '77'; give --seed 5 to go on,"
                                + " or another --dir to start anew");
    }

    private Checkpoint checkpoint(String name) {
        return TrainerRig.checkpoint(directory.resolve(name));
    }

    private static List<byte[]> read(String topic, int most) {
        KafkaSourceConfig config =
                new KafkaSourceConfig(rig.client(), topic, new Start.Earliest(), 64 << 20, 100, Optional.empty());
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
}
