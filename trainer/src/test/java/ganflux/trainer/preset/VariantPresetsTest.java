package ganflux.trainer.preset;

import static ganflux.trainer.preset.PresetNetworks.assertRmsProp;
import static ganflux.trainer.preset.PresetNetworks.layers;
import static ganflux.trainer.preset.PresetNetworks.nets;
import static org.assertj.core.api.Assertions.assertThat;

import ganflux.trainer.preset.Condition.Kind;
import ganflux.trainer.preset.Preset.Noise;
import ganflux.trainer.preset.Preset.PixelRange;
import ganflux.trainer.preset.Schedule.Fakes;
import ganflux.trainer.preset.network.LayerSpec;
import ganflux.trainer.preset.network.NetworkSpec;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

/** The presets that vary another one, or only differ from their source where their file says so. */
class VariantPresetsTest {
    @Test
    void variantsOfDcganMnistHaveItsNetworksAndAnotherGame() {
        Preset base = Presets.named("dcgan-mnist");

        for (String name : List.of("lsgan", "hinge")) {
            Preset variant = Presets.named(name);
            assertThat(variant.generator()).as(name).isEqualTo(base.generator());
            assertThat(variant.discriminator()).as(name).isEqualTo(base.discriminator());
            assertThat(variant.schedule()).as(name).isEqualTo(base.schedule());
        }
        assertThat(Presets.named("lsgan").game()).isEqualTo(new Game(GanLoss.LEAST_SQUARES));
        assertThat(Presets.named("hinge").game())
                .isEqualTo(new Game(
                        GanLoss.HINGE,
                        Labels.PLAIN,
                        new Stabilisers(0, Optional.empty(), true, 1, InstanceNoise.NONE, 0)));

        Preset wgan = Presets.named("wgan");
        assertThat(wgan.game()).isEqualTo(new Game(GanLoss.WASSERSTEIN, Labels.PLAIN, .01));
        assertThat(wgan.schedule()).isEqualTo(new Schedule(false, 5, Fakes.SEPARATE, false, true));
        for (MultiLayerConfiguration net : nets(wgan)) {
            assertRmsProp(net, 5e-5, 0);
        }
    }

    @Test
    void wganOriginalHasTheScheduleOfItsSource() {
        Preset preset = Presets.named("wgan-original");

        DiscriminatorSteps steps = preset.schedule().discriminatorSteps();
        assertThat(List.of(1L, 25L, 26L, 500L, 501L, 502L, 1001L).stream().map(steps::at))
                .containsExactly(100, 100, 5, 5, 100, 5, 100);
        assertThat(preset.batchSize()).isEqualTo(64);
        assertThat(preset.game()).isEqualTo(new Game(GanLoss.WASSERSTEIN, Labels.PLAIN, .01));
        assertThat(preset.schedule().meanOverBoth()).isFalse();
        assertThat(FreshNetwork.of(preset.generator().apply(1)).numParams() - 1920)
                .isEqualTo(3_576_704);
    }

    /** gan_mnist.py with MODE wgan-gp. */
    @Test
    void wganGpIsThatOfItsSourcesCode() {
        Preset preset = Presets.named("wgan-gp");

        assertThat(preset.batchSize()).isEqualTo(50);
        assertThat(preset.latentDim()).isEqualTo(128);
        assertThat(preset.noise()).isEqualTo(Noise.NORMAL);
        assertThat(preset.range()).isEqualTo(PixelRange.UNIT);
        assertThat(preset.game())
                .isEqualTo(new Game(
                        GanLoss.WASSERSTEIN,
                        Labels.PLAIN,
                        Stabilisers.penalised(new GradientPenalty(GradientPenalty.Kind.WGAN_GP, 10))));
        assertThat(preset.schedule()).isEqualTo(new Schedule(false, 5, Fakes.SEPARATE, false, false));
        for (MultiLayerConfiguration net : nets(preset)) {
            assertThat(layers(net, BatchNormalization.class)).isEmpty();
            for (FeedForwardLayer layer : layers(net, FeedForwardLayer.class)) {
                Adam adam = (Adam) layer.getIUpdater();
                assertThat(new double[] {adam.getLearningRate(0, 0), adam.getBeta1(), adam.getBeta2()})
                        .containsExactly(1e-4, .5, .9);
            }
        }
        assertThat(layers(preset.generator().apply(1), Deconvolution2D.class))
                .extracting(PresetNetworks::kernel)
                .containsExactly("5x5 to 128 by 2", "5x5 to 64 by 2", "5x5 to 1 by 2");
        assertThat(layers(preset.discriminator().apply(1), ConvolutionLayer.class))
                .extracting(PresetNetworks::kernel)
                .containsExactly("5x5 to 64 by 2", "5x5 to 128 by 2", "5x5 to 256 by 2");
    }

    @Test
    void dcganCelebaKerasIsKerasIos() {
        Preset preset = Presets.named("dcgan-celeba-keras");

        assertThat(preset.game()).isEqualTo(new Game(GanLoss.NON_SATURATING, new Labels(1, .05), 0));
        assertThat(preset.schedule()).isEqualTo(new Schedule(false, 1, Fakes.SEPARATE, true, true));
        assertThat(preset.batchSize()).isEqualTo(32);
        assertThat(preset.latentDim()).isEqualTo(128);
        assertThat(layers(preset.discriminator().apply(1), DenseLayer.class))
                .extracting(DenseLayer::getIDropout)
                .containsExactly(new Dropout(.8));
    }

    @Test
    void cganIsKerasIos() {
        Preset preset = Presets.named("cgan");

        assertThat(preset.condition()).isEqualTo(new Condition(Kind.CGAN, 10, 0, 0));
        assertThat(preset.game()).isEqualTo(new Game(GanLoss.NON_SATURATING));
        assertThat(preset.schedule()).isEqualTo(new Schedule(false, 1, Fakes.SEPARATE, true, true));
        assertThat(preset.batchSize()).isEqualTo(64);
        assertThat(preset.generatorInputs()).isEqualTo(138);
        assertThat(layers(preset.discriminator().apply(1), ConvolutionLayer.class))
                .extracting(PresetNetworks::kernel)
                .containsExactly("3x3 to 64 by 2", "3x3 to 128 by 2");
        assertThat(layers(preset.discriminator().apply(1), ConvolutionLayer.class)
                        .get(0)
                        .getNIn())
                .isEqualTo(11);
        for (MultiLayerConfiguration net : nets(preset)) {
            assertAdam(net, 3e-4, .9, 1e-7);
        }
    }

    @Test
    void acganHasTheLayersOfDcganMnistButForItsEnds() {
        Preset preset = Presets.named("acgan");
        Preset base = Presets.named("dcgan-mnist");

        assertThat(preset.condition()).isEqualTo(new Condition(Kind.ACGAN, 10, 0, 1));
        assertThat(preset.game()).isEqualTo(base.game());
        assertThat(preset.schedule()).isEqualTo(base.schedule());
        assertThat(((NetworkSpec) preset.generator()).layers()).isEqualTo(((NetworkSpec) base.generator()).layers());
        List<LayerSpec> layers = ((NetworkSpec) preset.discriminator()).layers();
        assertThat(layers.subList(0, layers.size() - 1))
                .isEqualTo(((NetworkSpec) base.discriminator()).layers().subList(0, layers.size() - 1));
        assertRmsProp(preset.generator().apply(1), 1e-4, 3e-8);
        assertRmsProp(preset.discriminator().apply(1), 2e-4, 6e-8);
    }

    @Test
    void infoganIsItsPapers() {
        Preset preset = Presets.named("infogan");

        assertThat(preset.condition()).isEqualTo(new Condition(Kind.INFOGAN, 10, 2, 1));
        assertThat(preset.latentDim()).isEqualTo(62);
        assertThat(preset.batchSize()).isEqualTo(128);
        assertThat(preset.schedule()).isEqualTo(new Schedule(false, 1, Fakes.SHARED, false, false));
        assertAdam(preset.discriminator().apply(1), 2e-4, .5, 1e-8);
        assertAdam(preset.generator().apply(1), 1e-3, .5, 1e-8);
        assertThat(layers(preset.generator().apply(1), BatchNormalization.class))
                .extracting(BatchNormalization::getNOut)
                .containsExactly(1024L, 6272L, 64L);
    }

    private static void assertAdam(MultiLayerConfiguration net, double rate, double beta1, double epsilon) {
        assertThat(layers(net, DenseLayer.class)).isNotEmpty().allSatisfy(layer -> {
            Adam adam = (Adam) layer.getIUpdater();
            assertThat(adam.getLearningRate(1000, 1)).isEqualTo(rate);
            assertThat(new double[] {adam.getBeta1(), adam.getBeta2(), adam.getEpsilon()})
                    .containsExactly(beta1, .999, epsilon);
        });
    }
}
