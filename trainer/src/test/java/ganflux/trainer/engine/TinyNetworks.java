package ganflux.trainer.engine;

import ganflux.stream.image.ImageShape;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/** Networks of a few dozen parameters with every kind of layer that the presets use. */
public final class TinyNetworks {
    /** Retention probability of the dropout before {@link #perceptron}'s second layer. */
    public static final double RETAIN = .75;

    /** Slope of {@link #perceptron}'s hidden layer below zero. */
    public static final double SLOPE = .1;

    private TinyNetworks() {}

    /** Dense in to hidden, leaky ReLU, dropout, dense hidden to out with {@code last}: {@link PlainMlp} in DL4J. */
    public static MultiLayerConfiguration perceptron(
            long seed, IUpdater updater, int in, int hidden, int out, IActivation last) {
        return base(seed, updater, DataType.FLOAT)
                .list()
                .layer(dense(in, hidden).activation(new ActivationLReLU(SLOPE)).build())
                .layer(dense(hidden, out).activation(last).dropOut(RETAIN).build())
                .build();
    }

    /** {@link #perceptron} on images [n, channels, height, width]: its first layer is a convolution with one position. */
    public static MultiLayerConfiguration wholeImage(long seed, IUpdater updater, ImageShape shape, int hidden) {
        return base(seed, updater, DataType.FLOAT)
                .list()
                .layer(new ConvolutionLayer.Builder(shape.height(), shape.width())
                        .nIn(shape.channels())
                        .nOut(hidden)
                        .activation(new ActivationLReLU(SLOPE))
                        .build())
                .layer(dense(hidden, 1)
                        .activation(new ActivationIdentity())
                        .dropOut(RETAIN)
                        .build())
                .inputPreProcessor(1, new CnnToFeedForwardPreProcessor(1, 1, hidden))
                .build();
    }

    /** Dense in to hidden, tanh, dense hidden to 1, without dropout or kinks. */
    public static MultiLayerConfiguration smooth(long seed, IUpdater updater, int in, int hidden) {
        return smooth(seed, updater, in, hidden, 1);
    }

    /** As {@link #smooth(long, IUpdater, int, int)}, with {@code out} outputs. */
    public static MultiLayerConfiguration smooth(long seed, IUpdater updater, int in, int hidden, int out) {
        return base(seed, updater, DataType.FLOAT)
                .list()
                .layer(dense(in, hidden).activation(new ActivationTanH()).build())
                .layer(dense(hidden, out).activation(new ActivationIdentity()).build())
                .build();
    }

    /**
     * Images [n, 2, 3, 3] to logits [n, 1]: batch norm (parameters 0..7: gamma, beta, running mean and log10 of running
     * standard deviation, two each), leaky ReLU, deconvolution 3x3 by 2 to [n, 3, 6, 6], leaky ReLU, convolution 3x3 by 2 to [n, 2, 3, 3],
     * leaky ReLU, dense.
     */
    public static MultiLayerConfiguration convolutional(long seed, IUpdater updater, DataType type) {
        return base(seed, updater, type)
                .list()
                .layer(new BatchNormalization.Builder()
                        .nOut(2)
                        .decay(.9)
                        .eps(1e-3)
                        .build())
                .layer(leaky())
                .layer(new Deconvolution2D.Builder(3, 3)
                        .nIn(2)
                        .nOut(3)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(new ActivationIdentity())
                        .build())
                .layer(leaky())
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nIn(3)
                        .nOut(2)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(new ActivationIdentity())
                        .build())
                .layer(leaky())
                .layer(dense(18, 1).activation(new ActivationIdentity()).build())
                .inputPreProcessor(6, new CnnToFeedForwardPreProcessor(3, 3, 2))
                .build();
    }

    /** A reference engine on a fresh network. Biases start off zero, so that no test passes for want of them. */
    public static ReferenceEngine engine(MultiLayerConfiguration configuration) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        network.paramTable().forEach((name, values) -> {
            if (name.endsWith("_b") || name.endsWith("_beta") || name.endsWith("_mean")) {
                values.addi(Nd4j.linspace(values.dataType(), -.2, .13, values.length())
                        .reshape(values.shape()));
            }
        });
        return new ReferenceEngine(network);
    }

    /** The engine's parameters as they are now, in the order of DL4J's parameter vector. */
    public static double[] parameters(NetworkEngine engine) {
        return engine.network().params().toDoubleVector();
    }

    /** The array's values in C order. */
    public static double[] values(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    private static NeuralNetConfiguration.Builder base(long seed, IUpdater updater, DataType type) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(type)
                .weightInit(WeightInit.XAVIER)
                .updater(updater);
    }

    private static DenseLayer.Builder dense(int in, int out) {
        return new DenseLayer.Builder().nIn(in).nOut(out);
    }

    private static ActivationLayer leaky() {
        return new ActivationLayer.Builder().activation(new ActivationLReLU(.2)).build();
    }
}
