package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.stream.image.Floats;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Engines;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

/** Two straight lines with weights by hand: D's logit is x - 10, and G gives one number whatever the noise. */
class ScoreImbalanceTest {
    private final Preset preset = Presets.named("gaussian-1d").withBatchSize(4);
    private final MultiLayerNetwork generator =
            FreshNetwork.of(preset.generator().apply(1));
    private final MultiLayerNetwork discriminator =
            FreshNetwork.of(preset.discriminator().apply(2));

    private double imbalance(double generated, double... reals) {
        generator.getParam("0_W").assign(0);
        generator.getParam("0_b").assign(generated);
        discriminator.getParam("0_W").assign(1);
        discriminator.getParam("0_b").assign(-10);
        float[] values = new float[reals.length];
        for (int i = 0; i < reals.length; i++) {
            values[i] = (float) reals[i];
        }
        try (NetworkEngine g = Engines.create(new EngineOptions(EngineKind.REFERENCE, 0), generator, 8);
                NetworkEngine d = Engines.create(new EngineOptions(EngineKind.REFERENCE, 0), discriminator, 8)) {
            return new ScoreImbalance(preset, g, d, 1).of(Floats.toBytes(values), new int[0], 3);
        }
    }

    @Test
    void isTheGreaterDistanceFromAHalf() {
        double up = Math.log(3); // score .75
        double down = -Math.log(4); // score .2
        assertThat(imbalance(10 + down, 10 + up, 10 + up, 10 + up, 10 + up)).isCloseTo(.3, within(1e-6));
        assertThat(imbalance(10, 10 + up, 10 + up, 10 + up, 10 + up)).isCloseTo(.25, within(1e-6));
        assertThat(imbalance(10, 10, 10, 10, 10)).isCloseTo(0, within(1e-6));
        // The mean of the scores counts: of .75 and .25 it is a half.
        assertThat(imbalance(10, 10 + up, 10 - up, 10 + up, 10 - up)).isCloseTo(0, within(1e-6));
    }

    /** |.5 - mean of both| would call this perfect. */
    @Test
    void aDiscriminatorThatTellsThemApartIsNoBalance() {
        assertThat(imbalance(-30, 50, 50, 50, 50)).isCloseTo(.5, within(1e-6));
    }
}
