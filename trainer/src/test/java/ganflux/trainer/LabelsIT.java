package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ganflux.stream.ImageBatchCodec;
import ganflux.stream.command.UserError;
import ganflux.trainer.checkpoint.Checkpoint;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import ganflux.v1.ImageBatch;
import ganflux.v1.PartitionPosition;
import ganflux.v1.StepReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels on their way from the topic to the networks. */
class LabelsIT extends OnTrainerRig {
    private static final String TINY = """
            description: two layers a side
            images: {channels: 1, height: 2, width: 2, range: signed}
            noise: {length: 3, distribution: normal}
            batch: 4
            condition: {kind: %s}
            loss: non-saturating
            step: {first: discriminator, fakes: separate, one-batch: true, discriminator-loss: mean}
            generator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: adam, rate: 0.01}
              layers: [{layer: dense, units: 5, activation: relu}, {layer: dropout, rate: 0.3}, {layer: dense, units: 4, activation: tanh}]
            discriminator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: adam, rate: 0.01}
              layers: [{layer: dense, units: 5, activation: relu}, {layer: dropout, rate: 0.3}, {layer: dense, units: %d}]
            """;

    private static Preset preset(String condition, int units) {
        return PresetReader.read("tiny", "tiny.yaml", TINY.formatted(condition, units));
    }

    private static Preset cgan() {
        return preset("cgan, classes: 3", 1);
    }

    /** Batches of these sizes, whose images have the labels 0, 1 and 2 in turn. */
    private static List<byte[]> labelled(int first, int... sizes) {
        List<byte[]> records = new ArrayList<>();
        int next = first;
        for (int size : sizes) {
            records.add(ImageBatchCodec.encode(batch(
                    next,
                    IntStream.range(next, next + size).map(image -> image % 3).toArray())));
            next += size;
        }
        return records;
    }

    private static ImageBatch batch(int first, int... labels) {
        return TrainerRig.batch(first, labels.length, TrainerRig.SHAPE).toBuilder()
                .addAllLabels(IntStream.of(labels).boxed().toList())
                .build();
    }

    private TrainerConfig config(String topic, Path run, long steps, Preset preset) {
        return rig.config(topic, run, steps, 100, FaultPolicy.DEFAULT, preset);
    }

    @ParameterizedTest
    @CsvSource({"'cgan, classes: 3', 1", "'acgan, classes: 3', 4", "'infogan, categories: 3, codes: 1', 5"})
    void aResumedRunIsBitIdenticalToAnUndisturbedOne(String condition, int units) throws Exception {
        Preset preset = preset(condition, units);
        String topic = rig.newTopic(labelled(0, 7, 5, 6, 9));

        rig.train(config(topic, directory.resolve("undisturbed"), 6, preset));
        List<StepReport> reports = List.copyOf(rig.reports);
        rig.reports.clear();
        for (long steps : new long[] {1, 4, 6}) {
            rig.train(config(topic, directory.resolve("resumed"), steps, preset));
        }

        Checkpoint undisturbed = TrainerRig.checkpoint(directory.resolve("undisturbed"));
        Checkpoint resumed = TrainerRig.checkpoint(directory.resolve("resumed"));
        assertThat(resumed.generator().params())
                .isEqualTo(undisturbed.generator().params());
        assertThat(resumed.discriminator().params())
                .isEqualTo(undisturbed.discriminator().params());
        assertThat(rig.reports)
                .extracting(
                        StepReport::getDiscriminatorLoss,
                        StepReport::getRealClassAccuracy,
                        StepReport::getMutualInformation)
                .isEqualTo(reports.stream()
                        .map(report -> tuple(
                                report.getDiscriminatorLoss(),
                                report.getRealClassAccuracy(),
                                report.getMutualInformation()))
                        .toList());
        assertThat(reports.get(0).hasRealClassAccuracy()).isEqualTo(condition.startsWith("acgan"));
        assertThat(reports.get(0).hasFakeClassAccuracy()).isEqualTo(condition.startsWith("acgan"));
        assertThat(reports.get(0).hasMutualInformation()).isEqualTo(condition.startsWith("infogan"));
    }

    @Test
    void otherLabelsTrainOtherWeights() throws Exception {
        ImageBatch images = batch(0, 0, 1, 2, 0);
        String topic = rig.newTopic(List.of(ImageBatchCodec.encode(images)));
        String other = rig.newTopic(List.of(
                ImageBatchCodec.encode(images.toBuilder().setLabels(3, 2).build())));

        rig.train(config(topic, directory.resolve("one"), 1, cgan()));
        rig.train(config(other, directory.resolve("other"), 1, cgan()));

        assertThat(TrainerRig.checkpoint(directory.resolve("one"))
                        .discriminator()
                        .params())
                .isNotEqualTo(TrainerRig.checkpoint(directory.resolve("other"))
                        .discriminator()
                        .params());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -1 | none of its images has a label
            5  | none of its labels (5, ...) is a class
            """)
    void aRunWhoseFirstBatchHasNoUsableLabelEndsWithOneLine(int label, String why) throws Exception {
        String topic = rig.newTopic(List.of(ImageBatchCodec.encode(batch(0, label, label, label, label))));

        assertThatThrownBy(() -> rig.train(config(topic, directory, 2, cgan())))
                .isInstanceOf(UserError.class)
                .hasMessage("preset tiny needs labelled images, but the first batch on topic " + topic
                        + " is of no use to it: " + why
                        + ", but each must have one of 0 to 2; send labelled images to another"
                        + " topic, such as --data idx:IMAGES,LABELS, or take a preset without classes");
        assertThat(rig.reports).isEmpty();
    }

    @Test
    void aBatchWithoutUsableLabelsIsPutAsideOnceARunHasBegunAndASingleImageIsPassedOver() throws Exception {
        List<byte[]> values = new ArrayList<>(labelled(0, 4));
        values.add(TrainerRig.records(4, 4).get(0));
        values.add(ImageBatchCodec.encode(batch(8, 0, -1, 1, 2, 3, 1)));
        values.add(ImageBatchCodec.encode(batch(14, 7, 8)));
        values.addAll(labelled(16, 4));
        String topic = rig.newTopic(values);

        rig.train(config(topic, directory, 1, cgan()));
        rig.train(config(topic, directory, 3, cgan()));

        assertThat(rig.lastReport().getImagesSeen()).isEqualTo(12);
        assertThat(rig.lastReport().getPipeline().getRejectedRecords()).isEqualTo(2);
        assertThat(rig.lastReport().getPipeline().getUnlabelledImages()).isEqualTo(2);
        assertThat(DeadLettersReading.all(rig.client(), topic))
                .extracting(letter -> letter.reason(), letter -> letter.detail())
                .as("the first run may have read on")
                .containsOnly(
                        tuple(
                                "LABELS",
                                "none of its images has a label, but each must have one of 0 to 2 for preset tiny"),
                        tuple(
                                "LABELS",
                                "none of its labels (7, ...) is a class, but each must have one of 0 to 2 for preset tiny"));
        assertThat(TrainerRig.checkpoint(directory).manifest().getPositionsList())
                .containsExactly(PartitionPosition.newBuilder().setOffset(5).build());
    }

    @Test
    void aPresetWithoutClassesTakesImagesAsTheyAre() throws Exception {
        String topic = rig.newTopic(TrainerRig.records(0, 8));

        rig.train(config(topic, directory, 2, preset("infogan, categories: 2", 3)));

        assertThat(rig.lastReport().getPipeline().getUnlabelledImages()).isZero();
        assertThat(rig.lastReport().getImagesSeen()).isEqualTo(8);
    }
}
