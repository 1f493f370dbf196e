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
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

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

    /** On maps of one pixel only the middle tap of 5x5 falls on the image; the gradients of the others were what was in memory. */
    @Test
    void tapsThatOnlyMeetPaddingDoNotMove() {
        Requirement.orSkip(
                FastEngine.unavailable(ROUGH).isEmpty(),
                "no bfloat16 here; run on a processor with AVX512_BF16 to test it");
        MultiLayerConfiguration network = new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(1))
                .list(new ConvolutionLayer.Builder(5, 5)
                        .nIn(16)
                        .nOut(16)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.IDENTITY)
                        .build())
                .build();
        try (NetworkEngine engine = new FastEngine(FreshNetwork.of(network), 32, ROUGH)) {
            INDArray before = engine.network().getParam("0_W").dup();
            INDArray input = Nd4j.rand(32, 16, 1, 1);
            engine.forward(input, Pass.training(1));
            engine.accumulateGradients(Nd4j.ones(32, 16, 1, 1));
            engine.update(32);

            INDArray moved = engine.network().getParam("0_W").sub(before);
            INDArray expected = Nd4j.zerosLike(moved);
            INDArray means = input.reshape(32, 16).mean(0);
            for (int out = 0; out < 16; out++) {
                for (int in = 0; in < 16; in++) {
                    expected.putScalar(new int[] {out, in, 2, 2}, -means.getDouble(in));
                }
            }
            assertThat(moved.sub(expected).amaxNumber().doubleValue()).isLessThan(.005);
            assertThat(moved.neq(0).castTo(DataType.FLOAT).sumNumber().intValue())
                    .isEqualTo(16 * 16);
        }
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
