package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The path of a run must never change, or it could not go on from an older checkpoint. Losses of a third step are pinned, with room for
 * what rounds otherwise on another processor; noise or dropout drawn in another order moves them much further.
 */
class StepPathTest {
    @ParameterizedTest
    @CsvSource({
        "mlp-mnist, 0.51972, 0.69613",
        "dcgan-mnist, 0.65360, 0.70236",
        "dcgan-celeba, 0.21321, 9.47953",
        "collapse-demo, 0.69763, 0.63925",
        "wins-demo, 0.61829, -0.72230"
    })
    void isWhatItAlwaysWas(String name, double discriminatorLoss, double generatorLoss) {
        Preset preset = Presets.named(name).withBatchSize(2);
        try (ReferenceEngine generator =
                        new ReferenceEngine(FreshNetwork.of(preset.generator().apply(2)));
                ReferenceEngine discriminator = new ReferenceEngine(
                        FreshNetwork.of(preset.discriminator().apply(3)))) {
            AlternatingStep step = new AlternatingStep(preset, generator, discriminator, 1);
            byte[] pixels = new byte
                    [AlternatingStep.imagesPerStep(preset) * preset.shape().size()];
            new Random(4).nextBytes(pixels);
            step.run(pixels, 1);
            step.run(pixels, 2);
            StepResult third = step.run(pixels, 3);

            assertThat(new double[] {third.discriminatorLoss(), third.generatorLoss()})
                    .containsExactly(new double[] {discriminatorLoss, generatorLoss}, within(5e-3));
        }
    }
}
