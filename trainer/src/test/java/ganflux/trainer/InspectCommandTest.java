package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import ganflux.broker.testing.Printed;
import ganflux.stream.command.CommandRunner;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.ModelSnapshot;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.preset.Presets;
import ganflux.v1.CheckpointManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Sgd;

class InspectCommandTest {
    @TempDir
    private Path directory;

    private CheckpointManifest newest = CheckpointManifest.getDefaultInstance();

    @BeforeEach
    void writeTwoCheckpoints() throws IOException {
        CheckpointStore store = new CheckpointStore(RunDirectory.checkpoints(directory), 3);
        MultiLayerNetwork network =
                new MultiLayerNetwork(TrainerRig.preset(new Sgd(1)).generator().apply(1));
        network.init();
        ModelSnapshot snapshot = new ModelSnapshot().take(network);
        for (int step = 1; step <= 2; step++) {
            newest = CheckpointManifest.newBuilder()
                    .setRunId("r \"1\"")
                    .setPreset("mine")
                    .setPresetYaml(Presets.named("hinge").about().yaml())
                    .setStep(step)
                    .build();
            store.write(newest, snapshot, snapshot);
        }
    }

    @Test
    void jsonIsTheManifest() throws IOException {
        Printed answer = run("--json");

        CheckpointManifest.Builder read = CheckpointManifest.newBuilder();
        JsonFormat.parser().merge(answer.out(), read);
        assertThat(answer.code()).isZero();
        assertThat(read.getFilesCount()).isEqualTo(2);
        assertThat(read.clearFiles().build()).isEqualTo(newest);
    }

    @Test
    void presetIsTheFileThatTheRunWasStartedWith() {
        assertThat(run("--preset"))
                .returns(0, Printed::code)
                .returns(Presets.named("hinge").about().yaml(), Printed::out);
    }

    @Test
    void verifyIsContentWhereAllIsWhole() {
        assertThat(run("--verify"))
                .returns(0, Printed::code)
                .returns("step-0000000002  whole\nstep-0000000001  whole\n", Printed::out);
    }

    @Test
    void verifyFindsADamagedFileOfAnOlderCheckpointToo() throws IOException {
        Path file = RunDirectory.checkpoints(directory).resolve("step-0000000001/generator.zip");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertThat(run("--verify")).returns(1, Printed::code).returns("""
                        step-0000000002  whole
                        step-0000000001  damaged: generator.zip differs from the manifest
                        """, Printed::out);
        Printed json = run("--verify", "--json");
        assertThat(json.code()).isEqualTo(1);
        assertThat(json.out().replaceAll("\\s+", " "))
                .contains("\"checkpoint\": \"step-0000000001\", \"whole\": false,"
                        + " \"damage\": \"generator.zip differs from the manifest\"")
                .contains("\"checkpoint\": \"step-0000000002\", \"whole\": true, \"damage\": \"\"");
    }

    @Test
    void verifyLooksAtTheBestOneToo() throws IOException {
        MultiLayerNetwork network =
                new MultiLayerNetwork(TrainerRig.preset(new Sgd(1)).generator().apply(1));
        network.init();
        ModelSnapshot snapshot = new ModelSnapshot().take(network);
        new CheckpointStore(RunDirectory.best(directory), 1)
                .write(newest.toBuilder().setStep(1).build(), snapshot, snapshot);
        Files.write(RunDirectory.best(directory).resolve("step-0000000001/generator.zip"), new byte[] {1});

        Printed answer = run("--verify");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out())
                .startsWith(
                        "step-0000000002  whole\nstep-0000000001  whole\nbest/step-0000000001  damaged: generator.zip ");
    }

    private Printed run(String... options) {
        String[] args = Stream.concat(Stream.of("--dir", directory.toString()), Stream.of(options))
                .toArray(String[]::new);
        return Printed.by(() -> CommandRunner.run(new InspectCommand(), Map.of(), args));
    }
}
