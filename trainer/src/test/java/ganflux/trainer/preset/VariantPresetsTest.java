package ganflux.trainer.preset;

import static ganflux.trainer.preset.PresetNetworks.assertRmsProp;
import static ganflux.trainer.preset.PresetNetworks.layers;
import static ganflux.trainer.preset.PresetNetworks.nets;
import static org.assertj.core.api.Assertions.assertThat;

import ganflux.trainer.preset.Preset.Noise;
import ganflux.trainer.preset.Preset.PixelRange;
import ganflux.trainer.preset.Schedule.Fakes;
import java.util.List;
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
        assertThat(Presets.named("hinge").game()).isEqualTo(new Game(GanLoss.HINGE));

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
}
