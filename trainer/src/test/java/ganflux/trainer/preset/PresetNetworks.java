package ganflux.trainer.preset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.RmsProp;

/** What tests look at in a preset. */
final class PresetNetworks {
    private PresetNetworks() {}

    /** Keras' RMSprop: rho .9, epsilon 1e-7, rate lr / (1 + decay * iteration). */
    static void assertRmsProp(MultiLayerConfiguration net, double learningRate, double decay) {
        for (FeedForwardLayer layer : layers(net, FeedForwardLayer.class)) {
            RmsProp rmsProp = (RmsProp) layer.getIUpdater();
            assertThat(rmsProp.getRmsDecay()).isEqualTo(.9);
            assertThat(rmsProp.getEpsilon()).isEqualTo(1e-7);
            assertThat(rmsProp.getLearningRate(0, 0)).isEqualTo(learningRate);
            assertThat(rmsProp.getLearningRate(40_000, 0)).isEqualTo(learningRate / (1 + decay * 40_000));
        }
    }

    static List<MultiLayerConfiguration> nets(Preset preset) {
        return List.of(preset.generator().apply(1), preset.discriminator().apply(1));
    }

    static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        return network;
    }

    static <L extends Layer> List<L> layers(MultiLayerConfiguration net, Class<L> type) {
        return net.getConfs().stream()
                .map(conf -> conf.getLayer())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    static String lastActivation(MultiLayerConfiguration net) {
        List<FeedForwardLayer> layers = layers(net, FeedForwardLayer.class);
        return layers.get(layers.size() - 1).getActivationFn().toString();
    }

    static String kernel(ConvolutionLayer layer) {
        return layer.getKernelSize()[0] + "x" + layer.getKernelSize()[1] + " to " + layer.getNOut() + " by "
                + layer.getStride()[0];
    }
}
