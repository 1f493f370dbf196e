package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.GanLoss;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.util.Random;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The step of {@code dcgan-celeba}, whose discriminator has batch norm, against the same step written on plain DL4J: the
 * real images' batch and the fakes' are normalised each on its own, their gradients added, and what the generator's
 * update does leaves no trace in the discriminator.
 */
class BatchNormStepTest {
    private static final int BATCH = 2;
    private static final long SEED = 7;
    private static final Preset PRESET = Presets.named("dcgan-celeba").withBatchSize(BATCH);

    private final MultiLayerNetwork generator =
            FreshNetwork.of(PRESET.generator().apply(1));
    private final MultiLayerNetwork discriminator =
            FreshNetwork.of(PRESET.discriminator().apply(2));

    @Test
    void agreesWithTheSameStepOnPlainDl4j() {
        try (ReferenceEngine g =
                        new ReferenceEngine(FreshNetwork.of(PRESET.generator().apply(1)));
                ReferenceEngine d = new ReferenceEngine(
                        FreshNetwork.of(PRESET.discriminator().apply(2)))) {
            AlternatingStep step = new AlternatingStep(PRESET, g, d, SEED);
            byte[] pixels = new byte[BATCH * PRESET.shape().size()];
            Random random = new Random(3);
            for (int i = 1; i <= 2; i++) {
                random.nextBytes(pixels);
                double[] losses = plainStep(pixels, i);
                StepResult result = step.run(pixels, i);

                assertThat(result.discriminatorLoss()).isCloseTo(losses[0], within(1e-3));
                assertThat(result.generatorLoss()).isCloseTo(losses[1], within(1e-3));
                assertSame(g, generator);
                assertSame(d, discriminator);
            }
        }
    }

    /** To 1e-4, as Adam turns the last bits of tiny gradients into steps (1.3e-5 was seen); a wrong batch makes 1e-2. */
    private static void assertSame(ReferenceEngine engine, MultiLayerNetwork plain) {
        engine.network()
                .paramTable()
                .forEach((name, values) -> assertThat(values.distance2(plain.getParam(name)))
                        .as(name)
                        .isLessThanOrEqualTo(1e-4 * values.norm2Number().doubleValue()));
    }

    /** PyTorch's DCGAN example, line by line. */
    private double[] plainStep(byte[] pixels, long step) {
        float[] scaled = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            scaled[i] = Byte.toUnsignedInt(pixels[i]) / 127.5f - 1;
        }
        INDArray reals = Nd4j.createFromArray(scaled).reshape(BATCH, 3, 64, 64);
        FloatArray z = FloatArray.of(BATCH, 100);
        LatentNoise.fill(
                z.buffer(), PRESET.noise(), SEED, step, 1); // draw 0 is of the pass's dropout, which there is none of
        INDArray fakes = forward(generator, z.array());
        double[] losses = new double[2];

        INDArray sum = Nd4j.zerosLike(discriminator.params());
        INDArray onReals = forward(discriminator, reals);
        losses[0] += meanSoftplus(onReals, -1);
        sum.addi(discriminator
                .backpropGradient(towards(onReals, 1), null)
                .getFirst()
                .gradient());
        INDArray onFakes = forward(discriminator, fakes);
        losses[0] += meanSoftplus(onFakes, 1);
        sum.addi(discriminator
                .backpropGradient(towards(onFakes, 0), null)
                .getFirst()
                .gradient());
        descend(discriminator, sum);

        INDArray afterwards = forward(discriminator, fakes);
        losses[1] = meanSoftplus(afterwards, -1);
        INDArray toImages =
                discriminator.backpropGradient(towards(afterwards, 1), null).getSecond();
        descend(generator, generator.backpropGradient(toImages, null).getFirst().gradient());
        return losses;
    }

    private static INDArray forward(MultiLayerNetwork network, INDArray input) {
        network.setInput(input);
        var activations = network.feedForward(true, false);
        return activations.get(activations.size() - 1).dup();
    }

    /** The gradient of binary cross-entropy with respect to logits: D - target. */
    private static INDArray towards(INDArray logits, double target) {
        INDArray gradient = logits.dup();
        for (int i = 0; i < BATCH; i++) {
            gradient.putScalar(i, GanLoss.sigmoid(logits.getDouble(i)) - target);
        }
        return gradient;
    }

    private static double meanSoftplus(INDArray logits, int sign) {
        double sum = 0;
        for (int i = 0; i < BATCH; i++) {
            sum += Math.log1p(Math.exp(sign * logits.getDouble(i)));
        }
        return sum / BATCH;
    }

    private static void descend(MultiLayerNetwork network, INDArray gradient) {
        int iteration = network.getIterationCount();
        network.getUpdater()
                .update(network, new DefaultGradient(gradient), iteration, 0, BATCH, LayerWorkspaceMgr.noWorkspaces());
        network.params().subi(gradient);
        network.setIterationCount(iteration + 1);
    }
}
