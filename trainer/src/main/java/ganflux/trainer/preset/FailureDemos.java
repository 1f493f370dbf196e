package ganflux.trainer.preset;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Networks of GANs that fail, each in its own way, to see the alarms at work. After the failures of Sebastian Raschka's
 * introduction to deep learning, lecture 16: a perceptron against a convolutional discriminator without batch norm.
 */
final class FailureDemos {
    private static final int PIXELS = 28 * 28;
    private static final int HIDDEN = 128;
    private static final double SLOPE = .2;

    private FailureDemos() {}

    /**
     * How the networks begin and learn.
     *
     * @param learningRate of Adam
     * @param deviation of the weights at first; 0 for Glorot and Bengio's (2010)
     */
    record Learning(double learningRate, double deviation) {}

    /** A perceptron with one hidden layer. */
    static MultiLayerConfiguration generator(long seed, Learning learning) {
        return base(seed, learning)
                .list()
                .layer(dense(100, HIDDEN).activation(new ActivationLReLU(SLOPE)).build())
                .layer(dense(HIDDEN, PIXELS).activation(new ActivationTanH()).build())
                .build();
    }

    /** Two strided convolutions, no batch norm, and a dense layer. */
    static MultiLayerConfiguration discriminator(long seed, Learning learning) {
        return base(seed, learning)
                .list()
                .layer(convolution(1, 16))
                .layer(convolution(16, 32))
                .layer(dense(7 * 7 * 32, 1).activation(new ActivationIdentity()).build())
                .inputPreProcessor(0, new FeedForwardToCnnPreProcessor(28, 28, 1))
                .inputPreProcessor(2, new CnnToFeedForwardPreProcessor(7, 7, 32))
                .build();
    }

    private static ConvolutionLayer convolution(int in, int out) {
        return new ConvolutionLayer.Builder(4, 4)
                .nIn(in)
                .nOut(out)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Same)
                .activation(new ActivationLReLU(SLOPE))
                .build();
    }

    private static DenseLayer.Builder dense(int in, int out) {
        return new DenseLayer.Builder().nIn(in).nOut(out);
    }

    private static NeuralNetConfiguration.Builder base(long seed, Learning learning) {
        NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.XAVIER)
                .updater(Adam.builder()
                        .learningRate(learning.learningRate)
                        .beta1(.9)
                        .beta2(.999)
                        .build());
        return learning.deviation == 0 ? builder : builder.weightInit(new NormalDistribution(0, learning.deviation));
    }
}
