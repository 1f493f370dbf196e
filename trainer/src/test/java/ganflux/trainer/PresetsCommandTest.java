package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.testing.Printed;
import ganflux.stream.command.CommandRunner;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import ganflux.trainer.preset.Presets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PresetsCommandTest {
    @Test
    void listsEveryPreset() {
        assertThat(run().lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactlyElementsOf(
                        Presets.all().stream().map(Preset::name).toList());
    }

    @Test
    void printsAFileThatTrainsTheSame() {
        for (Preset preset : Presets.all()) {
            Preset read = PresetReader.read("mine", "mine.yaml", run(preset.name(), "--yaml"));
            assertThat(read.trainsLike(preset)).as(preset.name()).isTrue();
        }
    }

    @Test
    void showsAPresetInWords() {
        assertThat(run("wgan-original"))
                .contains("  images         3x64x64 (channels x height x width), signed range\n")
                .contains("  noise          100 values, normal\n")
                .contains("  batch          64 images\n")
                .contains("  loss           wasserstein, the discriminator's weights within 0.01\n")
                .contains(
                        "  step           discriminator first; 5 discriminator updates, 100 in the first 25 steps and in"
                                + " one of each 500; separate fakes, in a batch of their own; the discriminator's loss is the sum"
                                + " of both\n")
                .contains("  generator      3,576,704 parameters, and 1,920 running statistics\n");
        assertThat(run("dcgan-celeba-keras"))
                .contains("  loss           non-saturating, labels lowered by up to 0.05\n");
    }

    private static String run(String... args) {
        Printed printed = Printed.by(() -> CommandRunner.run(new PresetsCommand(), Map.of(), args));
        assertThat(printed.code()).isZero();
        return printed.out();
    }
}
