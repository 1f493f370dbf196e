package ganflux.trainer.preset;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks before their first step. */
public final class FreshNetwork {
    /** To ND4J a seed of 0 is the time of day; this one is as good as any. */
    private static final long FOR_ZERO = 0x9E3779B97F4A7C15L;

    private FreshNetwork() {}

    /**
     * An initialised network, all of whose parameters follow from the configuration's seed. Beyond what DL4J does, the
     * scales (gamma) of a batch norm whose configuration has a distribution of weights are drawn from it, as in Radford et
     * al. (2015), where DL4J makes them all 1. Draws from ND4J's generator, which is the process's.
     */
    public static MultiLayerNetwork of(MultiLayerConfiguration configuration) {
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            if (layer.getSeed() == 0) {
                layer.setSeed(FOR_ZERO);
            }
        }
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        for (Layer layer : network.getLayers()) {
            if (layer.conf().getLayer() instanceof BatchNormalization norm
                    && norm.getWeightInitFn() instanceof WeightInitDistribution distribution) {
                INDArray scales = layer.getParam(BatchNormalizationParamInitializer.GAMMA);
                var unused =
                        distribution.init((double) norm.getNIn(), (double) norm.getNOut(), scales.shape(), 'c', scales);
            }
        }
        return network;
    }
}
