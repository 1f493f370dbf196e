package ganflux.trainer.engine.fast;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.testing.Requirement;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.engine.Precision;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products in bfloat16, which carries 8 bits (a relative error of 1/512 for each rounding), against float32. Outputs were seen
 * to differ by .003 to .007, in the Euclidean norm. Gradients differ by the root of the share of units that round to the
 * other side of a ReLU's kink: .004 to .11.
 */
class Bfloat16Test {
    private static final EngineOptions ROUGH = new EngineOptions(EngineKind.FAST, 2, Precision.BF16);
    private static final EngineOptions EXACT = new EngineOptions(EngineKind.FAST, 2);
    private static final int BATCH = 8;

    @ParameterizedTest
    @ValueSource(strings = {"mlp-mnist", "dcgan-mnist", "dcgan-celeba", "ring8", "fashion-dcgan"})
    void outputsAndGradientsStayNearFloat32(String name) {
        Requirement.orSkip(
                FastEngine.unavailable(ROUGH).isEmpty(),
                "no bfloat16 here; run on a processor with AVX512_BF16 to test it");
        Preset preset = Presets.named(name);
        MultiLayerConfiguration generator = preset.generator().apply(1);
        INDArray z = Nd4j.rand(BATCH, preset.latentDim()).muli(2).subi(1);
        INDArray images = compare(name + " G", generator, z);
        compare(name + " D", preset.discriminator().apply(2), images);
    }

    /** Returns float32's output. */
    private static INDArray compare(String name, MultiLayerConfiguration configuration, INDArray input) {
        try (NetworkEngine rough = new FastEngine(FreshNetwork.of(configuration), BATCH, ROUGH);
                NetworkEngine exact = new FastEngine(FreshNetwork.of(configuration), BATCH, EXACT)) {
            INDArray before = exact.network().params().dup();
            INDArray expected = exact.forward(input, Pass.training(1)).dup();
            INDArray gradient = Nd4j.rand(expected.shape()).subi(.5);
            assertNear(name + " output", rough.forward(input, Pass.training(1)), expected, .02);
            assertNear(name + " input gradient", rough.inputGradient(gradient), exact.inputGradient(gradient), .2);
            exact.accumulateGradients(gradient);
            rough.accumulateGradients(gradient);
            double norm = exact.update(1);
            assertThat(rough.update(1) / norm).as(name).isBetween(.95, 1.05);
            assertThat(rough.network().params()).isNotEqualTo(before);
            return expected;
        }
    }

    private static void assertNear(String what, INDArray actual, INDArray expected, double tolerance) {
        double error = actual.distance2(expected) / expected.norm2Number().doubleValue();
        assertThat(error).as(what).isLessThan(tolerance);
    }
}
