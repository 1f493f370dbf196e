package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.testing.Printed;
import ganflux.stream.command.CommandRunner;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.ModelSnapshot;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import ganflux.v1.CheckpointManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {
    private static final Preset PRESET = Presets.named("mlp-mnist");

    @TempDir
    private Path directory;

    private final MultiLayerNetwork generator =
            FreshNetwork.of(PRESET.generator().apply(1));

    @Test
    void drawsFromTheMovingAverageUnlessToldOtherwise() throws IOException {
        MultiLayerNetwork average = FreshNetwork.of(PRESET.generator().apply(2));
        write("averaged", Optional.of(new ModelSnapshot().takeWeights(average)));
        write("plain", Optional.empty());

        byte[] averaged = drawn("averaged");
        byte[] raw = drawn("averaged", "--raw");

        assertThat(averaged).isNotEqualTo(raw);
        assertThat(raw).isEqualTo(drawn("plain")).isEqualTo(drawn("plain", "--raw"));
    }

    @Test
    void endingsCountInCapitalsToo() throws IOException {
        write("plain", Optional.empty());
        byte[] grid = drawn("plain");
        assertThat(draw("plain", directory.resolve("OUT.PNG"))).isEqualTo(grid);
    }

    @Test
    void refusesTheEndingOfAnotherFormat() {
        Path out = directory.resolve("x.JPG");
        Printed printed = Printed.by(() -> CommandRunner.run(
                new GenerateCommand(), Map.of(), "--dir", directory.toString(), "--out", out.toString()));

        assertThat(printed.code()).isEqualTo(2);
        assertThat(out).doesNotExist();
    }

    private void write(String run, Optional<ModelSnapshot> average) throws IOException {
        ModelSnapshot snapshot = new ModelSnapshot().take(generator);
        CheckpointManifest manifest = CheckpointManifest.newBuilder()
                .setPreset(PRESET.name())
                .setPresetYaml(PRESET.about().yaml())
                .setStep(1)
                .build();
        new CheckpointStore(RunDirectory.checkpoints(directory.resolve(run)), 1)
                .write(manifest, snapshot, snapshot, average);
    }

    private byte[] drawn(String run, String... options) throws IOException {
        return draw(run, directory.resolve("out.png"), options);
    }

    private byte[] draw(String run, Path out, String... options) throws IOException {
        String[] args = new String[options.length + 6];
        System.arraycopy(
                new String[] {"--dir", directory.resolve(run).toString(), "--out", out.toString(), "--count", "4"},
                0,
                args,
                0,
                6);
        System.arraycopy(options, 0, args, 6, options.length);
        assertThat(CommandRunner.run(new GenerateCommand(), Map.of(), args)).isZero();
        return Files.readAllBytes(out);
    }
}
