package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ganflux.stream.command.UsageError;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Precision;
import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.gan.SampleRenderer;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import ganflux.trainer.preset.Presets;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelTest {
    private static final Preset AVERAGED = PresetReader.read("averaged", "averaged.yaml", """
            description: a generator with a moving average
            images: {channels: 1, height: 4, width: 4, range: signed}
            noise: {length: 3, distribution: normal}
            batch: 4
            loss: non-saturating
            step: {first: generator, fakes: shared, one-batch: false, discriminator-loss: sum}
            generator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: adam, rate: 0.05}
              ema-kimg: 0.008
              layers:
                - {layer: dense, units: 16, activation: tanh}
            discriminator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: adam, rate: 0.05}
              layers: [{layer: dense, units: 1}]
            """);

    /** Half as old as 8 images, two updates of 4. */
    @ParameterizedTest
    @EnumSource(names = {"REFERENCE", "FAST"})
    void drawsFromTheMovingAverageOfTheGenerator(EngineKind kind) {
        try (Model model = new Model(AVERAGED, 3, new EngineOptions(kind, 1))) {
            double[] average = model.generator().params().toDoubleVector();
            byte[] pixels = new byte[4 * 16];
            for (int step = 1; step <= 5; step++) {
                new Random(step).nextBytes(pixels);
                model.train(pixels, new int[0], step);
                double[] now = model.generator().params().toDoubleVector();
                for (int i = 0; i < average.length; i++) {
                    average[i] += (1 - Math.sqrt(.5)) * (now[i] - average[i]);
                }

                MultiLayerNetwork kept = model.average().orElseThrow();
                assertThat(kept.params().toDoubleVector()).containsExactly(average, within(1e-6));
                byte[] drawn = model.samples().fixed(6);
                assertThat(drawn).isEqualTo(drawn(kept)).isNotEqualTo(drawn(model.generator()));
            }
        }
    }

    private static byte[] drawn(MultiLayerNetwork generator) {
        try (ReferenceEngine engine = new ReferenceEngine(generator.clone())) {
            return new SampleRenderer(AVERAGED, engine, 3).fixed(6);
        }
    }

    @Test
    void hasNoAverageWhereThePresetAsksForNone() {
        try (Model model = new Model(Presets.named("mlp-mnist"), 1, new EngineOptions(EngineKind.REFERENCE, 1))) {
            assertThat(model.average()).isEmpty();
        }
    }

    /** To ND4J a seed of 0 is the time of day. */
    @Test
    void startsFromTheSameWeightsWithSeedZeroToo() {
        EngineOptions options = new EngineOptions(EngineKind.REFERENCE, 1);
        try (Model one = new Model(AVERAGED, 0, options);
                Model another = new Model(AVERAGED, 0, options)) {
            assertThat(another.generator().params()).isEqualTo(one.generator().params());
            assertThat(another.discriminator().params())
                    .isEqualTo(one.discriminator().params());
        }
    }

    @Test
    void refusesADifferenceOfGradientsInBfloat16() {
        EngineOptions options = new EngineOptions(EngineKind.FAST, 1, Precision.BF16);

        assertThatThrownBy(() -> new Model(Presets.named("wgan-gp"), 1, options).close())
                .isInstanceOf(UsageError.class)
                .hasMessage("--precision bf16 is too coarse for the gradient-penalty of preset 'wgan-gp'; give"
                        + " --precision float32");
    }
}
