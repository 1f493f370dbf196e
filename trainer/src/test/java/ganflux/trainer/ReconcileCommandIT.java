package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.testing.Printed;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.command.CommandRunner;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import ganflux.v1.CheckpointManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReconcileCommandIT extends OnTrainerRig {
    /** The checkpoint says which shape the run takes, so that it must be one that is written down. */
    private static final Preset PRESET = PresetReader.read("tiny", "tiny.yaml", """
            description: "a dense layer a side"
            images: {channels: 1, height: 2, width: 2, range: signed}
            noise: {length: 3, distribution: normal}
            batch: 4
            loss: non-saturating
            step: {first: discriminator, fakes: shared, one-batch: false, discriminator-loss: mean}
            generator:
              weights: {kind: fan-in-uniform}
              optimiser: {kind: adam, rate: 0.001, beta1: 0.9, beta2: 0.999}
              layers: [{layer: dense, units: 4, activation: tanh}]
            discriminator:
              weights: {kind: fan-in-uniform}
              optimiser: {kind: adam, rate: 0.001, beta1: 0.9, beta2: 0.999}
              layers: [{layer: dense, units: 1}]
            """);

    @Test
    void accountsForEveryImage() throws Exception {
        List<byte[]> values = new ArrayList<>(TrainerRig.records(0, 4, 5));
        values.addAll(TrainerRig.records(4, 5)); // sent twice
        values.add(new byte[] {-1});
        values.add(ImageBatchCodec.encode(TrainerRig.batch(90, 1, new ImageShape(3, 2, 2)))); // not the preset's shape
        values.addAll(TrainerRig.records(9, 4, 3));
        String topic = rig.newTopic(values);
        rig.train(rig.config(topic, directory, 3, 100, FaultPolicy.DEFAULT, PRESET));

        // 12 of 16 images are in three steps of four: batches 0 and 4, and three images of batch 9.
        assertThat(run(rig.client(), "--dir", directory.toString()))
                .returns(0, Printed::code)
                .returns("""
                        checkpoint     step 3, 12 images seen
                        topic          %s, 7 records, 1 of them batches that came before
                        source         test, 4 batches, 16 images: 12 trained, 4 waiting
                        put aside      2 records, 0 of them without a dead letter
                        0 lost, 0 twice
                        """.formatted(topic), Printed::out);
        assertThat(run(rig.client(), "--dir", directory.toString(), "--json").out())
                .contains("\"imagesSeen\": 12", "\"putAside\": 2", "\"lost\": 0", "\"source\": \"test\"");

        pretendToHaveSeen(14);
        Printed twice = run(rig.client(), "--dir", directory.toString());
        assertThat(twice.code()).isEqualTo(1);
        assertThat(twice.out()).endsWith("\n0 lost, 2 twice\n");
    }

    /** Changes the number of images that the checkpoint says are in its steps. */
    private void pretendToHaveSeen(int images) throws Exception {
        Path checkpoints = RunDirectory.checkpoints(directory);
        CheckpointManifest manifest =
                new CheckpointStore(checkpoints, 1).latestManifest().orElseThrow();
        try (Stream<Path> files = Files.walk(checkpoints)) {
            for (Path file :
                    files.filter(path -> path.endsWith("manifest.json")).toList()) {
                Files.writeString(
                        file,
                        Files.readString(file)
                                .replace(
                                        "\"imagesSeen\": \"" + manifest.getImagesSeen() + "\"",
                                        "\"imagesSeen\": \"" + images + "\""));
            }
        }
    }

    /** Points are of another format than the images of as many channels, which counts in their shape. */
    @Test
    void accountsForPoints() throws Exception {
        Preset points = PresetReader.read("points", "points.yaml", """
            description: "points of two values"
            points: {dimensions: 2}
            noise: {length: 2, distribution: normal}
            batch: 4
            loss: non-saturating
            step: {first: discriminator, fakes: shared, one-batch: false, discriminator-loss: mean}
            generator:
              weights: {kind: fan-in-uniform}
              optimiser: {kind: sgd, rate: 0.001}
              layers: [{layer: dense, units: 2}]
            discriminator:
              weights: {kind: fan-in-uniform}
              optimiser: {kind: sgd, rate: 0.001}
              layers: [{layer: dense, units: 1}]
            """);
        String topic = rig.newTopic(List.of(ImageBatchCodec.encode(TrainerRig.batch(0, 8, points.shape()))));
        rig.train(rig.config(topic, directory, 2, 100, FaultPolicy.DEFAULT, points));

        assertThat(run(rig.client(), "--dir", directory.toString()))
                .returns(0, Printed::code)
                .satisfies(printed -> assertThat(printed.out())
                        .contains("8 images: 8 trained, 0 waiting")
                        .contains("put aside      0 records")
                        .endsWith("0 lost, 0 twice\n"));
    }

    @Test
    void refusesARunWithoutACheckpoint() {
        assertThat(run(rig.client(), "--dir", directory.toString()))
                .returns(1, Printed::code)
                .returns("", Printed::out);
    }

    private static Printed run(Map<String, String> client, String... args) {
        String[] all = Stream.concat(Stream.of("--bootstrap", client.get("bootstrap.servers")), Stream.of(args))
                .toArray(String[]::new);
        return Printed.by(() -> CommandRunner.run(new ReconcileCommand(), Map.of(), all));
    }
}
