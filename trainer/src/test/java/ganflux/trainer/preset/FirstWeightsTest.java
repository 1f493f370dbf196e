package ganflux.trainer.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The weights that a seed begins with must never change without need, or a run could not be repeated. They are pinned as their sum along
 * a random direction, which moves by about 1 when they are drawn in another way.
 */
class FirstWeightsTest {
    @ParameterizedTest
    @CsvSource({
        "mlp-mnist, 0.455705, -2.064661",
        "dcgan-mnist, -5.102335, 7.479450",
        "dcgan-celeba, -14.537103, 31.620710",
        "collapse-demo, 1.663298, 1.074987",
        "wins-demo, 1.663298, 1.074987",
        "flat-demo, -0.006656, 0.026151"
    })
    void followFromTheSeedAsTheyAlwaysDid(String name, double generator, double discriminator) {
        Preset preset = Presets.named(name);

        assertThat(along(preset.generator().apply(2))).isCloseTo(generator, within(1e-4));
        assertThat(along(preset.discriminator().apply(3))).isCloseTo(discriminator, within(1e-4));
    }

    private static double along(MultiLayerConfiguration configuration) {
        SplittableRandom direction = new SplittableRandom(1);
        double sum = 0;
        for (float parameter : FreshNetwork.of(configuration).params().toFloatVector()) {
            sum += parameter * (direction.nextDouble() - .5);
        }
        return sum;
    }
}
