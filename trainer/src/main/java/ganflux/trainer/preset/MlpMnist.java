package ganflux.trainer.preset;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.learning.config.Adam;

/** The networks of {@code mlp-mnist}: 114,064 and 100,609 parameters. */
final class MlpMnist {
    private static final int PIXELS = 28 * 28;
    private static final int HIDDEN = 128;
    private static final double SLOPE = .01;
    private static final double RETAIN = .5;

    private MlpMnist() {}

    static MultiLayerConfiguration generator(long seed) {
        return base(seed)
                .list()
                .layer(dense(100, HIDDEN).activation(new ActivationLReLU(SLOPE)).build())
                .layer(dense(HIDDEN, PIXELS)
                        .activation(new ActivationTanH())
                        .dropOut(RETAIN)
                        .build())
                .build();
    }

    static MultiLayerConfiguration discriminator(long seed) {
        return base(seed)
                .list()
                .layer(dense(PIXELS, HIDDEN)
                        .activation(new ActivationLReLU(SLOPE))
                        .build())
                .layer(dense(HIDDEN, 1)
                        .activation(new ActivationIdentity())
                        .dropOut(RETAIN)
                        .build())
                .build();
    }

    private static NeuralNetConfiguration.Builder base(long seed) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.UNIFORM)
                .updater(Adam.builder().learningRate(1e-3).beta1(.9).beta2(.999).build());
    }

    private static DenseLayer.Builder dense(int in, int out) {
        return new DenseLayer.Builder().nIn(in).nOut(out);
    }
}
