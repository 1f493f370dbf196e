package ganflux.trainer.preset;

import static ganflux.trainer.preset.PresetNetworks.assertRmsProp;
import static ganflux.trainer.preset.PresetNetworks.lastActivation;
import static ganflux.trainer.preset.PresetNetworks.layers;
import static ganflux.trainer.preset.PresetNetworks.nets;
import static ganflux.trainer.preset.PresetNetworks.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ganflux.stream.command.UsageError;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.preset.Preset.Noise;
import ganflux.trainer.preset.Preset.PixelRange;
import ganflux.trainer.preset.Schedule.Fakes;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Pins the presets to what their sources say: whoever changes a number changes it here too. */
class PresetsTest {
    @ParameterizedTest
    @CsvSource({
        "mlp-mnist, 114064, 100609",
        "dcgan-mnist, 1301505, 1080577",
        "lsgan, 1301505, 1080577",
        "hinge, 1301505, 1080577",
        "wgan, 1301505, 1080577",
        "wgan-gp, 1554177, 1030145",
        "dcgan-celeba-keras, 3979651, 404801",
        "fashion-dcgan, 840705, 212865",
        // Four transposed 4x4 from 100 over 256, 128, 64 to 3 channels, 4 for each of 448 channels of batch norm.
        // Three 4x4 from 3 over 64 to 128 and 256 channels, 64 biases, 4 for each of 384 of batch norm, 4096 to 1.
        "dcgan-cifar, 1069824, 664129",
        "gaussian-1d, 2, 2",
        "ring8, 488002, 405201",
        "grid25, 488002, 405201",
        // 2 * 256 + 256, twice 256 * 256 + 256, 2 * 256 + 2; packs of two points: 4 * 256 + 256, twice the same, 257.
        "ring8-best, 132866, 133121",
        "grid25-best, 132866, 133121",
        // 100 to 2048, four transposed 5x5 from 512 over 256, 128, 64 to 3 channels, 4 for each of 960 channels of
        // batch norm.
        // Four 5x5 from 3 over 64, 128, 256 to 512 channels, 4 for each of 896 of batch norm, 2048 to 1.
        "stacked-mnist, 4516739, 4312193",
        // 3 * 64 * 25 more.
        "stacked-mnist-packed, 4516739, 4316993",
        // Dense 138 to 6762, two transposed 4x4 to 128 and one 7x7: 939,918 + 282,752 + 262,272 + 6,273.
        // Two 3x3, 11 to 64 to 128 channels, and 7 * 7 * 128 + 1: 6,400 + 73,856 + 6,273.
        "cgan, 1491215, 80385",
        // Those of dcgan-mnist and 10 * 6272; and 10 * (4 * 4 * 256 + 1).
        "acgan, 1364225, 1121547",
        // 76,800 + 6,428,800 + 131,136 + 1,025, and 4 for each channel of batch norm: 1024, 6272, 64.
        // 1,088 + 131,200 + 6,423,552 + 13,325, and 4 for each of 128 and 1024.
        "infogan, 6667201, 6573773"
    })
    void haveTheParameterCountsOfTheirSources(String name, long generator, long discriminator) {
        Preset preset = Presets.named(name);

        assertThat(network(preset.generator().apply(1)).numParams()).isEqualTo(generator);
        assertThat(network(preset.discriminator().apply(1)).numParams()).isEqualTo(discriminator);
    }

    /** Its source does not count running statistics, two for each channel. */
    @Test
    void dcganCelebaHasTheTrainedParametersOfItsSource() {
        Preset preset = Presets.named("dcgan-celeba");

        assertThat(network(preset.generator().apply(1)).numParams() - 2 * (512 + 256 + 128 + 64))
                .isEqualTo(3_576_704);
        assertThat(network(preset.discriminator().apply(1)).numParams() - 2 * (128 + 256 + 512))
                .isEqualTo(2_765_633);
    }

    @ParameterizedTest
    @CsvSource({
        "mlp-mnist, 2x784, -1",
        "dcgan-mnist, 2x1x28x28, 0",
        "wgan, 2x1x28x28, 0",
        "wgan-gp, 2x1x28x28, 0",
        "fashion-dcgan, 2x1x28x28, -1",
        "dcgan-celeba, 2x3x64x64, -1",
        "dcgan-cifar, 2x3x32x32, -1",
        "dcgan-celeba-keras, 2x3x64x64, 0",
        "wgan-original, 2x3x64x64, -1",
        "acgan, 2x1x28x28, 0",
        "infogan, 2x1x28x28, 0",
        "stacked-mnist, 2x3x28x28, -1"
    })
    void generateImagesInTheirRangeWhichTheDiscriminatorTakes(String name, String shape, double low) {
        Preset preset = Presets.named(name);

        INDArray images = network(preset.generator().apply(1)).output(Nd4j.rand(2, preset.generatorInputs()));
        INDArray logits = network(preset.discriminator().apply(2)).output(images);

        long[] expected =
                Arrays.stream(shape.split("x")).mapToLong(Long::parseLong).toArray();
        assertThat(images.shape()).isEqualTo(expected);
        assertThat(images.length()).isEqualTo(2L * preset.shape().size());
        assertThat(images.minNumber().doubleValue()).isGreaterThanOrEqualTo(low);
        assertThat(images.maxNumber().doubleValue()).isLessThanOrEqualTo(1);
        assertThat(logits.shape()).containsExactly(2, 1 + preset.condition().heads());
    }

    @Test
    void mlpMnistIsRaschkas() {
        Preset preset = Presets.named("mlp-mnist");

        assertThat(preset.shape()).isEqualTo(new ImageShape(1, 28, 28));
        assertThat(preset.range()).isEqualTo(PixelRange.SIGNED);
        assertThat(preset.noise()).isEqualTo(Noise.UNIFORM);
        assertThat(preset.latentDim()).isEqualTo(100);
        assertThat(preset.batchSize()).isEqualTo(128);
        assertThat(preset.game()).isEqualTo(new Game(GanLoss.NON_SATURATING));
        assertThat(preset.schedule()).isEqualTo(new Schedule(true, 1, Fakes.SHARED, false, true));
        for (MultiLayerConfiguration net : nets(preset)) {
            for (DenseLayer layer : layers(net, DenseLayer.class)) {
                Adam adam = (Adam) layer.getIUpdater();
                assertThat(adam.getLearningRate(0, 0)).isEqualTo(1e-3);
                assertThat(adam.getLearningRate(100_000, 100)).isEqualTo(1e-3);
                assertThat(new double[] {adam.getBeta1(), adam.getBeta2(), adam.getEpsilon()})
                        .containsExactly(.9, .999, 1e-8);
            }
            DenseLayer hidden = (DenseLayer) net.getConf(0).getLayer();
            DenseLayer last = (DenseLayer) net.getConf(1).getLayer();
            assertThat(hidden.getActivationFn()).hasToString("leakyrelu(a=0.01)");
            assertThat(hidden.getIDropout()).isNull();
            assertThat(last.getIDropout()).isEqualTo(new Dropout(.5));
        }
        assertThat(lastActivation(preset.generator().apply(1))).isEqualTo("tanh");
        assertThat(lastActivation(preset.discriminator().apply(1))).isEqualTo("identity");
    }

    @Test
    void dcganMnistIsAtienzas() {
        Preset preset = Presets.named("dcgan-mnist");

        assertThat(preset.shape()).isEqualTo(new ImageShape(1, 28, 28));
        assertThat(preset.range()).isEqualTo(PixelRange.UNIT);
        assertThat(preset.noise()).isEqualTo(Noise.UNIFORM);
        assertThat(preset.latentDim()).isEqualTo(100);
        assertThat(preset.batchSize()).isEqualTo(64);
        assertThat(preset.game()).isEqualTo(new Game(GanLoss.NON_SATURATING));
        assertThat(preset.schedule()).isEqualTo(new Schedule(false, 1, Fakes.SEPARATE, true, true));
        assertRmsProp(preset.discriminator().apply(1), 2e-4, 6e-8);
        assertRmsProp(preset.generator().apply(1), 1e-4, 3e-8);
        assertThat(lastActivation(preset.generator().apply(1))).isEqualTo("sigmoid");
        assertThat(lastActivation(preset.discriminator().apply(1))).isEqualTo("identity");
    }

    /** Numbers of the configuration that the paper's authors have published. */
    @ParameterizedTest
    @ValueSource(strings = {"ring8", "grid25"})
    void theMixturesArePacGans(String name) {
        Preset preset = Presets.named(name);

        assertThat(preset.shape()).isEqualTo(ImageShape.points(2));
        assertThat(preset.range()).isEqualTo(PixelRange.FLOAT);
        assertThat(preset.noise()).isEqualTo(Noise.NORMAL);
        assertThat(preset.latentDim()).isEqualTo(2);
        assertThat(preset.batchSize()).isEqualTo(100);
        assertThat(preset.game()).isEqualTo(new Game(GanLoss.NON_SATURATING));
        assertThat(layers(preset.generator().apply(1), DenseLayer.class))
                .extracting(DenseLayer::getNOut)
                .containsExactly(400L, 400L, 400L, 400L, 2L);
        assertThat(layers(preset.discriminator().apply(1), DenseLayer.class))
                .extracting(DenseLayer::getNOut)
                .containsExactly(5 * 200L, 5 * 200L, 5 * 200L, 1L);
        assertThat(layers(preset.discriminator().apply(1), SubsamplingLayer.class))
                .hasSize(3)
                .allSatisfy(layer -> assertThat(layer.getKernelSize()).containsExactly(1, 5));
        for (MultiLayerConfiguration net : nets(preset)) {
            for (DenseLayer layer : layers(net, DenseLayer.class)) {
                Adam adam = (Adam) layer.getIUpdater();
                assertThat(adam.getLearningRate(0, 0)).isEqualTo(1e-4);
                assertThat(adam.getBeta1()).isEqualTo(.8);
            }
        }
    }

    @Test
    void theGaussianIsLearnedByALine() {
        Preset preset = Presets.named("gaussian-1d");

        assertThat(preset.shape()).isEqualTo(ImageShape.points(1));
        assertThat(preset.batchSize()).isEqualTo(5000);
        for (MultiLayerConfiguration net : nets(preset)) {
            assertThat(layers(net, DenseLayer.class)).singleElement().satisfies(layer -> {
                Adam adam = (Adam) layer.getIUpdater();
                assertThat(adam.getLearningRate(0, 0)).isEqualTo(.5);
                assertThat(new double[] {adam.getBeta1(), adam.getBeta2()}).containsExactly(.5, .8);
            });
        }
    }

    @Test
    void dcganMnistHasKerasBatchNormInTheGeneratorOnly() {
        Preset preset = Presets.named("dcgan-mnist");

        List<BatchNormalization> norms = layers(preset.generator().apply(1), BatchNormalization.class);

        assertThat(norms).extracting(BatchNormalization::getNOut).containsExactly(128L, 128L, 64L, 32L);
        assertThat(norms).allSatisfy(norm -> {
            assertThat(norm.getDecay()).isEqualTo(.99);
            assertThat(norm.getEps()).isEqualTo(1e-3);
            assertThat(norm.getGamma()).isEqualTo(1);
            assertThat(norm.getBeta()).isZero();
            assertThat(norm.isLockGammaBeta()).isFalse();
        });
        assertThat(layers(preset.discriminator().apply(1), BatchNormalization.class))
                .isEmpty();
    }

    @Test
    void dcganMnistHasTheFiltersAndStridesOfItsSource() {
        Preset preset = Presets.named("dcgan-mnist");

        assertThat(layers(preset.generator().apply(1), Deconvolution2D.class))
                .extracting(PresetNetworks::kernel)
                .containsExactly("5x5 to 128 by 2", "5x5 to 64 by 2", "5x5 to 32 by 1", "5x5 to 1 by 1");
        assertThat(layers(preset.discriminator().apply(1), ConvolutionLayer.class))
                .extracting(PresetNetworks::kernel)
                .containsExactly("5x5 to 32 by 2", "5x5 to 64 by 2", "5x5 to 128 by 2", "5x5 to 256 by 1");
    }

    @Test
    void dcganCelebaIsPyTorchsExample() {
        Preset preset = Presets.named("dcgan-celeba");

        assertThat(preset.shape()).isEqualTo(new ImageShape(3, 64, 64));
        assertThat(preset.range()).isEqualTo(PixelRange.SIGNED);
        assertThat(preset.noise()).isEqualTo(Noise.NORMAL);
        assertThat(preset.latentDim()).isEqualTo(100);
        assertThat(preset.batchSize()).isEqualTo(128);
        assertThat(preset.game()).isEqualTo(new Game(GanLoss.NON_SATURATING));
        assertThat(preset.schedule()).isEqualTo(new Schedule(false, 1, Fakes.SHARED, false, false));
        assertThat(layers(preset.generator().apply(1), Deconvolution2D.class))
                .extracting(PresetNetworks::kernel)
                .containsExactly(
                        "4x4 to 512 by 1", "4x4 to 256 by 2", "4x4 to 128 by 2", "4x4 to 64 by 2", "4x4 to 3 by 2");
        assertThat(layers(preset.discriminator().apply(1), ConvolutionLayer.class))
                .extracting(PresetNetworks::kernel)
                .containsExactly("4x4 to 64 by 2", "4x4 to 128 by 2", "4x4 to 256 by 2", "4x4 to 512 by 2");
        assertThat(lastActivation(preset.generator().apply(1))).isEqualTo("tanh");
        assertThat(lastActivation(preset.discriminator().apply(1))).isEqualTo("identity");
        for (MultiLayerConfiguration net : nets(preset)) {
            assertThat(layers(net, BatchNormalization.class))
                    .hasSize(net.equals(nets(preset).get(0)) ? 4 : 3)
                    .allSatisfy(norm -> {
                        assertThat(norm.getDecay()).isEqualTo(.9);
                        assertThat(norm.getEps()).isEqualTo(1e-5);
                    });
            for (FeedForwardLayer layer : layers(net, FeedForwardLayer.class)) {
                Adam adam = (Adam) layer.getIUpdater();
                assertThat(adam.getLearningRate(100_000, 100)).isEqualTo(2e-4);
                assertThat(new double[] {adam.getBeta1(), adam.getBeta2(), adam.getEpsilon()})
                        .containsExactly(.5, .999, 1e-8);
            }
        }
    }

    /** Weights from N(0, .02), batch norm's scales from N(1, .02), everything else 0. */
    @Test
    void dcganCelebaStartsFromItsSourcesWeights() {
        for (MultiLayerConfiguration net : nets(Presets.named("dcgan-celeba"))) {
            MultiLayerNetwork fresh = FreshNetwork.of(net);
            fresh.paramTable().forEach((name, values) -> {
                if (name.endsWith("_W") || name.endsWith("_gamma")) {
                    double precision = .08 / Math.sqrt((double) values.length());
                    assertThat(values.meanNumber().doubleValue())
                            .as(name)
                            .isCloseTo(name.endsWith("_W") ? 0 : 1, within(precision));
                    assertThat(values.stdNumber().doubleValue()).as(name).isCloseTo(.02, within(precision));
                } else if (name.endsWith("_b") || name.endsWith("_beta") || name.endsWith("_mean")) {
                    assertThat(values.amaxNumber().doubleValue()).as(name).isZero();
                }
            });
            assertThat(FreshNetwork.of(net).params()).isEqualTo(fresh.params());
        }
    }

    /** PyTorch's default for a linear layer: U(-1/sqrt(fan in), 1/sqrt(fan in)). */
    @Test
    void mlpMnistStartsFromItsSourcesWeights() {
        INDArray weights =
                network(Presets.named("mlp-mnist").generator().apply(1)).getParam("0_W");

        assertThat(weights.amaxNumber().doubleValue()).isBetween(.0999, .1);
        assertThat(weights.stdNumber().doubleValue()).isBetween(.0567, .0587);
    }

    /** Keras' default, U(-l, l) with l = sqrt(6 / (fan in + fan out)), whatever the stride. */
    @ParameterizedTest
    @CsvSource({
        "dcgan-mnist, 1, 25, 800", // 5x5 from 1 channel to 32, stride 2
        "dcgan-mnist, 3, 800, 1600",
        "wgan-gp, 0, 25, 1600",
        "fashion-dcgan, 0, 25, 1600"
    })
    void convolutionsStartFromTheirSourcesWeights(String preset, int layer, double in, double out) {
        INDArray weights =
                network(Presets.named(preset).discriminator().apply(1)).getParam(layer + "_W");

        double limit = Math.sqrt(6 / (in + out));
        assertThat(weights.amaxNumber().doubleValue()).isBetween(.98 * limit, limit);
        assertThat(weights.stdNumber().doubleValue()).isCloseTo(limit / Math.sqrt(3), within(.05 * limit));
    }

    @Test
    void startFromWeightsThatFollowFromTheSeed() {
        for (Preset preset : Presets.all()) {
            float[] one = network(preset.discriminator().apply(1)).params().toFloatVector();

            assertThat(network(preset.discriminator().apply(1)).params().toFloatVector())
                    .isEqualTo(one);
            assertThat(network(preset.discriminator().apply(2)).params().toFloatVector())
                    .isNotEqualTo(one);
        }
    }

    @Test
    void areFoundByName() {
        assertThat(Presets.all())
                .extracting(Preset::name)
                .contains("mlp-mnist", "dcgan-mnist", "lsgan", "hinge", "wgan", "dcgan-celeba", "flat-demo");
        assertThat(Presets.all())
                .allSatisfy(preset -> assertThat(Presets.named(preset.name())).isSameAs(preset));
    }

    @Test
    void areSuggestedForANameThatIsNearlyRight() {
        assertThatThrownBy(() -> Presets.of("mlp-mnits"))
                .isInstanceOf(UsageError.class)
                .hasMessageStartingWith(
                        "unknown preset 'mlp-mnits'; did you mean 'mlp-mnist'? (presets: mlp-mnist, dcgan-mnist, ")
                .hasMessageEndingWith("; or a file: ./mlp-mnits.yaml)");
        assertThatThrownBy(() -> Presets.of("stylegan"))
                .isInstanceOf(UsageError.class)
                .hasMessageStartingWith("unknown preset 'stylegan' (presets: mlp-mnist, ");
    }

    @Test
    void schedulesSayWhatIsWrongWithThem() {
        assertThatThrownBy(() -> new Schedule(true, 0, Fakes.SEPARATE, false, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("discriminator steps must be at least 1");
        assertThatThrownBy(() -> new Schedule(true, 5, Fakes.SHARED, false, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("5 discriminator steps need separate fakes: shared ones exist once in a step");
        assertThat(new Schedule(true, 5, Fakes.SEPARATE, false, false)
                        .discriminatorSteps()
                        .at(1))
                .isEqualTo(5);
    }
}
