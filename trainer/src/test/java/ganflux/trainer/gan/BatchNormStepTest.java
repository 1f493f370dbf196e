package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.stream.image.ImageShape;
import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.engine.TinyNetworks;
import ganflux.trainer.preset.Condition;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Game;
import ganflux.trainer.preset.GanLoss;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Preset.About;
import ganflux.trainer.preset.Preset.Noise;
import ganflux.trainer.preset.Preset.PixelRange;
import ganflux.trainer.preset.Presets;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The schedule of {@code dcgan-celeba} on tiny networks, of which the discriminator has batch norm, against the same step written on plain DL4J: the
 * real images' batch and the fakes' are normalised each on its own, their gradients added, and what the generator's
 * update does leaves no trace in the discriminator.
 */
class BatchNormStepTest {
    private static final int BATCH = 4;
    private static final int LATENT = 2;
    private static final long SEED = 7;
    private static final Preset PRESET = new Preset(
            new About("tiny", "batch norm in the discriminator", "", ""),
            new ImageShape(2, 3, 3),
            PixelRange.SIGNED,
            LATENT,
            Noise.NORMAL,
            BATCH,
            Condition.NONE,
            new Game(GanLoss.NON_SATURATING),
            Presets.named("dcgan-celeba").schedule(),
            BatchNormStepTest::generator,
            seed -> TinyNetworks.convolutional(seed, new Sgd(.1), DataType.FLOAT));

    private final MultiLayerNetwork generator =
            FreshNetwork.of(PRESET.generator().apply(1));
    private final MultiLayerNetwork discriminator =
            FreshNetwork.of(PRESET.discriminator().apply(2));

    private static MultiLayerConfiguration generator(long seed) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Sgd(.1))
                .list(new DenseLayer.Builder()
                        .nIn(LATENT)
                        .nOut(18)
                        .activation(new ActivationTanH())
                        .build())
                .build();
    }

    @Test
    void agreesWithTheSameStepOnPlainDl4j() {
        try (ReferenceEngine g =
                        new ReferenceEngine(FreshNetwork.of(PRESET.generator().apply(1)));
                ReferenceEngine d = new ReferenceEngine(
                        FreshNetwork.of(PRESET.discriminator().apply(2)))) {
            AlternatingStep step = new AlternatingStep(PRESET, g, d, SEED);
            byte[] pixels = new byte[BATCH * PRESET.shape().size()];
            Random random = new Random(3);
            for (int i = 1; i <= 5; i++) {
                random.nextBytes(pixels);
                double[] losses = plainStep(pixels, i);
                StepResult result = step.run(pixels, i);

                assertThat(result.discriminatorLoss()).isCloseTo(losses[0], within(1e-5));
                assertThat(result.generatorLoss()).isCloseTo(losses[1], within(1e-5));
                assertSame(g, generator);
                assertSame(d, discriminator);
            }
        }
    }

    private static void assertSame(ReferenceEngine engine, MultiLayerNetwork plain) {
        engine.network()
                .paramTable()
                .forEach((name, values) -> assertThat(values.distance2(plain.getParam(name)))
                        .as(name)
                        .isLessThanOrEqualTo(1e-5 * (1 + values.norm2Number().doubleValue())));
    }

    /** PyTorch's DCGAN example, line by line. */
    private double[] plainStep(byte[] pixels, long step) {
        float[] scaled = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            scaled[i] = Byte.toUnsignedInt(pixels[i]) / 127.5f - 1;
        }
        INDArray reals = Nd4j.createFromArray(scaled).reshape(BATCH, 2, 3, 3);
        FloatArray z = FloatArray.of(BATCH, LATENT);
        LatentNoise.fill(
                z.buffer(),
                PRESET.noise(),
                LatentNoise.random(SEED, step, 1)); // draw 0 is of the pass's dropout, which there is none of
        INDArray fakes = forward(generator, z.array()).reshape(BATCH, 2, 3, 3);
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
        descend(
                generator,
                generator
                        .backpropGradient(toImages.reshape(BATCH, 18), null)
                        .getFirst()
                        .gradient());
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
