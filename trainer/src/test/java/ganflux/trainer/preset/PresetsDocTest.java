package ganflux.trainer.preset;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.trainer.preset.network.ActivationFunction;
import ganflux.trainer.preset.network.FirstWeights;
import ganflux.trainer.preset.network.NetworkSpec;
import ganflux.trainer.preset.yaml.YamlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/PRESETS.md and what the readers read. */
class PresetsDocTest {
    private static final Path DOC = Path.of("../docs/PRESETS.md");

    @Test
    void describesEveryKeyAndEveryChoice() throws IOException {
        String doc = Files.readString(DOC);
        Stream<String> keys = Stream.of(
                        PresetReader.KEYS,
                        PresetReader.IMAGES,
                        PresetReader.POINTS,
                        PresetReader.NOISE,
                        PresetReader.GENERATOR,
                        PresetReader.DISCRIMINATOR,
                        ScheduleReader.KEYS,
                        ScheduleReader.MORE,
                        StabilisersReader.NOISE,
                        NetworkReader.WEIGHTS)
                .flatMap(List::stream);
        Stream<String> kinds = Stream.of(
                        LayerReader.KEYS, OptimiserReader.KEYS, StabilisersReader.PENALTIES, ConditionReader.KEYS)
                .map(Map::entrySet)
                .flatMap(kindsOf -> kindsOf.stream())
                .flatMap(kind -> Stream.concat(Stream.of(kind.getKey()), kind.getValue().stream()));
        Stream<String> choices = Stream.<Enum<?>[]>of(
                        GanLoss.values(),
                        ActivationFunction.Kind.values(),
                        FirstWeights.Kind.values(),
                        Preset.Noise.values(),
                        new Preset.PixelRange[] {Preset.PixelRange.SIGNED, Preset.PixelRange.UNIT},
                        Schedule.Fakes.values())
                .flatMap(Stream::of)
                .map(YamlValue::name);

        assertThat(Stream.of(keys, kinds, choices).flatMap(names -> names))
                .allSatisfy(name -> assertThat(doc).contains("`" + name + "`"));
    }

    @Test
    void listsEveryPresetWithItsParametersAndLoss() throws IOException {
        String doc = Files.readString(DOC);

        assertThat(Presets.all())
                .allSatisfy(preset -> assertThat(doc)
                        .contains(String.format(
                                "| `%s` | %s | %,d | %,d | %s |",
                                preset.name(),
                                preset.shape(),
                                ((NetworkSpec) preset.generator()).parameters(),
                                ((NetworkSpec) preset.discriminator()).parameters(),
                                YamlValue.name(preset.game().loss()))));
    }

    @Test
    void showsWhatEveryPresetOfImagesComesTo() throws IOException {
        String doc = Files.readString(DOC);

        assertThat(Presets.all())
                .filteredOn(preset -> !preset.shape().isPoint())
                .extracting(Preset::name)
                .allSatisfy(name -> {
                    String grid = "images/presets/" + name + ".png";
                    assertThat(doc)
                            .containsPattern(
                                    "\\| `" + name + "` \\|.*\\| !\\[grid of " + name + "]\\(" + grid + "\\) \\|");
                    assertThat(DOC.resolveSibling(grid)).exists();
                });
    }
}
