package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ganflux.stream.ImageBatchCodec;
import ganflux.stream.OnGap;
import ganflux.stream.TopicSpec;
import ganflux.stream.Topics;
import ganflux.stream.command.UserError;
import ganflux.stream.image.ImageShape;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.preset.Preset;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.PartitionPosition;
import ganflux.v1.PipelineState;
import ganflux.v1.SequenceRange;
import ganflux.v1.SourceProgress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

/** What a trainer does when Kafka, the images or the disk fail it. */
class FaultsIT extends OnTrainerRig {
    private static final Preset PRESET = TrainerRig.preset(new Adam(1e-2));
    private static final FaultPolicy GO_ON = new FaultPolicy(3, OnGap.CONTINUE, 600, Duration.ofMinutes(15));

    @Test
    void trainsABatchOnceHoweverOftenItIsSent() throws Exception {
        List<byte[]> values = new ArrayList<>(TrainerRig.records(0, 4, 4));
        values.addAll(TrainerRig.records(0, 4, 4)); // an ingest that was killed before it was told
        values.addAll(TrainerRig.records(8, 4, 4));
        String topic = rig.newTopic(values);

        rig.train(rig.config(topic, directory, 2));
        rig.train(rig.config(topic, directory, 4));
        String plain = rig.newTopic(TrainerRig.records(0, 4, 4, 4, 4));
        rig.train(rig.config(plain, directory.resolve("plain"), 4));

        CheckpointManifest manifest = TrainerRig.checkpoint(directory).manifest();
        assertThat(manifest.getImagesSeen()).isEqualTo(16);
        assertThat(manifest.getSourcesList())
                .containsExactly(source(range(0, 0), range(4, 4), range(8, 8), range(12, 12)));
        assertThat(TrainerRig.checkpoint(directory).generator().params())
                .isEqualTo(TrainerRig.checkpoint(directory.resolve("plain"))
                        .generator()
                        .params());
        assertThat(rig.reports.get(3).getPipeline().getDuplicateRecords()).isEqualTo(2);
    }

    @Test
    void aManifestSaysWhichTopicStartAndEngineItIsFrom() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 4, 4));
        rig.train(rig.config(topic, directory, 1));
        rig.train(rig.config(topic, directory, 2));

        CheckpointManifest manifest = TrainerRig.checkpoint(directory).manifest();
        assertThat(manifest.getTopicId()).isEqualTo(Topics.id(rig.client(), Duration.ofSeconds(30), topic));
        assertThat(manifest.getEpoch()).isEqualTo(2);
        assertThat(manifest.getEngine()).isEqualTo("reference");
        assertThat(manifest.getThreads()).isPositive();
    }

    @Test
    void stopsWhereTheTopicWasCreatedAnewAndReadsItFromItsBeginningWhereAllowed() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 4, 4));
        rig.train(rig.config(topic, directory, 2));
        String oldId = Topics.id(rig.client(), Duration.ofSeconds(30), topic);
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
            await().until(() -> !admin.listTopics().names().get().contains(topic));
        }
        // Ingest begins anew on it: two batches that are trained already, two that are not.
        rig.produce(topic, TrainerRig.records(0, 4, 4, 4, 4));
        String newId = Topics.id(rig.client(), Duration.ofSeconds(30), topic);

        assertThatThrownBy(() -> rig.train(rig.config(topic, directory, 4)))
                .isInstanceOf(UserError.class)
                .hasMessage("topic " + topic + " was created anew: its id is " + newId
                        + ", but the checkpoint of step 2 in --dir " + directory + " was made from id " + oldId
                        + ", partition 0 up to offset 2; give --on-gap continue to read the new one from its beginning,"
                        + " or another --dir to start anew");

        rig.train(rig.config(topic, directory, 4, 100, GO_ON, PRESET));
        CheckpointManifest manifest = TrainerRig.checkpoint(directory).manifest();
        assertThat(manifest.getImagesSeen()).isEqualTo(16);
        assertThat(manifest.getTopicId()).isEqualTo(newId);
        assertThat(rig.lastReport().getPipeline().getDuplicateRecords()).isEqualTo(2);
    }

    @Test
    void stopsAtAGapWithTheNumbersAndCountsItWhereItMayGoOn() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 4, 4, 4, 4, 4));
        rig.train(rig.config(topic, directory, 1));
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }

        assertThatThrownBy(() -> rig.train(rig.config(topic, directory, 3)))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "topic " + topic + " partition 0 holds offsets 3 to 5, but the position to read from is 1: 2"
                                + " records were deleted by retention before they were read; start anew or keep records longer,"
                                + " or go on behind the gap with --on-gap continue");

        rig.train(rig.config(topic, directory, 3, 100, GO_ON, PRESET));
        assertThat(rig.lastReport().getPipeline().getGapRecords()).isEqualTo(2);
        assertThat(TrainerRig.checkpoint(directory).manifest().getPositionsList())
                .containsExactly(PartitionPosition.newBuilder().setOffset(5).build());
    }

    @Test
    void putsUnusableRecordsAsideAndMovesOn() throws Exception {
        List<byte[]> bad = List.of(
                "not a batch".getBytes(StandardCharsets.UTF_8),
                TrainerRig.batch(90, 4, TrainerRig.SHAPE).toBuilder()
                        .setCrc32C(1)
                        .build()
                        .toByteArray(),
                ImageBatchCodec.encode(TrainerRig.batch(91, 4, new ImageShape(3, 2, 2))),
                TrainerRig.batch(92, 4, TrainerRig.SHAPE).toBuilder()
                        .setVersion(7)
                        .build()
                        .toByteArray(),
                new byte[(8 << 20) + 1]);
        List<byte[]> values = new ArrayList<>(TrainerRig.records(0, 4));
        values.addAll(bad);
        values.addAll(TrainerRig.records(4, 4));
        String topic = rig.newTopic(values);

        rig.train(rig.config(topic, directory, 2));

        assertThat(rig.lastReport().getPipeline().getRejectedRecords()).isEqualTo(5);
        assertThat(TrainerRig.checkpoint(directory).manifest().getPositions(0).getOffset())
                .isEqualTo(7);
        assertThat(DeadLettersReading.all(rig.client(), topic)).satisfies(letters -> {
            assertThat(letters)
                    .extracting(letter -> letter.reason())
                    .containsExactly("UNREADABLE", "CHECKSUM", "SHAPE", "VERSION", "SIZE");
            assertThat(letters).extracting(letter -> letter.sourceOffset()).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(letters).extracting(letter -> letter.value()).containsExactlyElementsOf(bad);
        });
    }

    @Test
    void stopsBeforeARecordWhoseDeadLetterIsRefused() throws Exception {
        List<byte[]> values = new ArrayList<>(TrainerRig.records(0, 4));
        values.add(new byte[5000]);
        values.addAll(TrainerRig.records(4, 4));
        String topic = rig.newTopic(values);
        Topics.ensure(
                rig.client(),
                Duration.ofSeconds(30),
                List.of(new TopicSpec(Topics.deadName(topic), 1, (short) 1, Duration.ofDays(1), -1, 1000)));

        assertThatThrownBy(() -> rig.train(rig.config(topic, directory, 2)))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("the dead letter of " + topic + "-0 offset 1 (")
                .hasMessageEndingWith(
                        "mend the topic " + topic + ".dead and start again: the record is read once more");

        assertThat(TrainerRig.checkpoint(directory).manifest().getPositions(0).getOffset())
                .isEqualTo(1);
    }

    @Test
    void stopsWhereUnusableRecordsAreAFlood() throws Exception {
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            values.add(new byte[] {-1});
        }
        String topic = rig.newTopic(values);
        FaultPolicy three = new FaultPolicy(3, OnGap.STOP, 3, Duration.ofMinutes(15));

        assertThatThrownBy(() -> rig.train(rig.config(topic, directory, 1, 100, three, PRESET)))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(
                        "more than 3 records within a minute cannot be used, the last one " + topic + "-0 offset 3: ")
                .hasMessageEndingWith("; find who sends them, or raise --max-dead-per-minute");
        assertThat(DeadLettersReading.all(rig.client(), topic)).hasSize(3);
    }

    @Test
    void trainsOnWhileNoCheckpointCanBeWrittenSaysSoAndRecovers() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 4));
        Path checkpoints = RunDirectory.checkpoints(directory);
        TrainerConfig config = rig.config(topic, directory, 0, 1, FaultPolicy.DEFAULT, PRESET);
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, rig.reports::add)) {
            trainer.start();
            await().until(() -> Files.isDirectory(checkpoints.resolve("step-0000000001")));
            Path aside = directory.resolve("aside");
            Files.move(checkpoints, aside);
            Files.writeString(checkpoints, "no directory any more");
            rig.produce(topic, TrainerRig.records(4, 4));
            await().until(() -> !trainer.health().ok());
            assertThat(trainer.health().reason())
                    .startsWith("no checkpoint could be written for ")
                    .endsWith("the newest is of step 1");
            Files.delete(checkpoints);
            Files.move(aside, checkpoints);
            rig.produce(topic, TrainerRig.records(8, 4));
            await().until(() -> trainer.health().ok());
            trainer.stop();
            assertThat(trainer.done().get(30, TimeUnit.SECONDS)).isEqualTo(3);
        }
        PipelineState state = rig.lastReport().getPipeline();
        assertThat(state.getCheckpointFailures()).isEqualTo(1);
        assertThat(TrainerRig.checkpoint(directory).manifest().getStep()).isEqualTo(3);
    }

    /** Nothing else would tell: without a step there is no report. */
    @Test
    void isUnwellWhereNoRecordIsOfUseOrNoBrokerAnswers() throws Exception {
        String topic = rig.newTopic(List.of(ImageBatchCodec.encode(TrainerRig.batch(0, 4, new ImageShape(3, 5, 7)))));
        AtomicLong ahead = new AtomicLong();
        InstantSource now = () -> Instant.now().plusSeconds(ahead.get());
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(
                        rig.config(topic, directory, 0, 1, FaultPolicy.DEFAULT, PRESET),
                        meters,
                        rig.reports::add,
                        now.withZone(ZoneOffset.UTC))) {
            trainer.start();
            await().until(() -> !trainer.health().ok());
            assertThat(trainer.health().reason())
                    .startsWith("no record so far is of use: 1 put aside, the last because its images are 3x5x7 but ")
                    .endsWith("; './ganflux dead-letters' lists them");
            rig.produce(topic, TrainerRig.records(0, 4));
            await().until(() -> trainer.health().ok());

            ahead.set(60);
            assertThat(trainer.health().reason())
                    .startsWith("no broker at 127.0.0.1:")
                    .endsWith(" s");
        }
    }

    @Test
    void stopsWhenNoCheckpointCouldBeWrittenForTooLong() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 4));
        Path checkpoints = RunDirectory.checkpoints(directory);
        FaultPolicy noPatience = new FaultPolicy(3, OnGap.STOP, 600, Duration.ZERO);
        TrainerConfig config = rig.config(topic, directory, 0, 1, noPatience, PRESET);
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, rig.reports::add)) {
            trainer.start();
            await().until(() -> Files.isDirectory(checkpoints.resolve("step-0000000001")));
            Files.move(checkpoints, directory.resolve("aside"));
            Files.writeString(checkpoints, "no directory any more");
            rig.produce(topic, TrainerRig.records(4, 4));
            await().until(() -> !trainer.health().ok());
            rig.produce(topic, TrainerRig.records(8, 4));
            assertThatThrownBy(() -> trainer.done().get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith(
                            "no checkpoint could be written in --dir " + directory + " for 0 s, longer than")
                    .hasMessageEndingWith("the run stands at step 1; make room there and start again");
        }
    }

    private static Admin admin() {
        return Admin.create(Map.<String, Object>copyOf(rig.client()));
    }

    private static SourceProgress source(SequenceRange... trained) {
        return SourceProgress.newBuilder()
                .setSourceId("test")
                .addAllTrained(List.of(trained))
                .build();
    }

    private static SequenceRange range(long first, long last) {
        return SequenceRange.newBuilder().setFirst(first).setLast(last).build();
    }
}
