package ganflux.trainer.engine.fast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.gan.StepResult;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Both engines take the presets through the same alternating steps. */
class WholeNetworkTest {
    private static final EngineOptions OPTIONS = new EngineOptions(EngineKind.FAST, 2);
    private static final int STEPS = 20;

    /** Where a run of steps ended. */
    private record Run(List<StepResult> results, INDArray generator, INDArray discriminator, INDArray state) {}

    @ParameterizedTest
    @CsvSource({"mlp-mnist, 32", "dcgan-mnist, 4"})
    void twentyStepsAgreeWithTheReferenceEngine(String name, int batch) {
        Preset preset = withBatch(Presets.named(name), batch);

        Run fast = run(preset, model -> new FastEngine(model, 2 * batch, OPTIONS));
        Run reference = run(preset, ReferenceEngine::new);

        for (int i = 0; i < STEPS; i++) {
            StepResult a = fast.results.get(i);
            StepResult b = reference.results.get(i);
            assertThat(a.discriminatorLoss())
                    .as("step %d: loss of D", i)
                    .isCloseTo(b.discriminatorLoss(), near(b.discriminatorLoss()));
            assertThat(a.generatorLoss())
                    .as("step %d: loss of G", i)
                    .isCloseTo(b.generatorLoss(), near(b.generatorLoss()));
            assertThat(a.realScore()).isCloseTo(b.realScore(), near(b.realScore()));
            assertThat(a.fakeScore()).isCloseTo(b.fakeScore(), near(b.fakeScore()));
            assertThat(a.generatorGradientNorm()).isCloseTo(b.generatorGradientNorm(), near(b.generatorGradientNorm()));
            assertThat(a.discriminatorGradientNorm())
                    .isCloseTo(b.discriminatorGradientNorm(), near(b.discriminatorGradientNorm()));
        }
        assertThat(distance(fast.generator, reference.generator)).isLessThan(1e-4);
        assertThat(distance(fast.discriminator, reference.discriminator)).isLessThan(1e-4);
        assertThat(distance(fast.state, reference.state)).isLessThan(1e-3);
    }

    private static org.assertj.core.data.Offset<Double> near(double value) {
        return within(1e-4 * Math.abs(value) + 1e-6);
    }

    /** Relative to the size of the whole vector. */
    private static double distance(INDArray a, INDArray b) {
        return a.distance2(b) / b.norm2Number().doubleValue();
    }

    private static Run run(Preset preset, Function<MultiLayerNetwork, NetworkEngine> engine) {
        MultiLayerNetwork g = model(preset.generator().apply(11));
        MultiLayerNetwork d = model(preset.discriminator().apply(12));
        List<StepResult> results = new ArrayList<>();
        try (NetworkEngine generator = engine.apply(g);
                NetworkEngine discriminator = engine.apply(d)) {
            AlternatingStep step = new AlternatingStep(preset, generator, discriminator, 5);
            Random random = new Random(3);
            byte[] pixels = new byte
                    [AlternatingStep.imagesPerStep(preset) * preset.shape().size()];
            for (int i = 1; i <= STEPS; i++) {
                random.nextBytes(pixels);
                results.add(step.run(pixels, i));
            }
        }
        assertThat(g.getIterationCount()).isEqualTo(STEPS);
        return new Run(results, g.params(), d.params(), d.getUpdater().getStateViewArray());
    }

    private static MultiLayerNetwork model(MultiLayerConfiguration configuration) {
        MultiLayerNetwork model = new MultiLayerNetwork(configuration);
        model.init();
        return model;
    }

    private static Preset withBatch(Preset preset, int batch) {
        return new Preset(
                preset.name(),
                preset.description(),
                preset.shape(),
                preset.range(),
                preset.latentDim(),
                preset.noise(),
                batch,
                preset.loss(),
                preset.schedule(),
                preset.generator(),
                preset.discriminator());
    }
}
