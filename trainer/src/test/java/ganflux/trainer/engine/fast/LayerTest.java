package ganflux.trainer.engine.fast;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.trainer.engine.DeviationPreProcessor;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.engine.ReferenceEngine;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Small networks, odd in their sizes and strides: the fast engine against DL4J, in every pass and after updates, with few
 * examples and with two groups of them, see {@link ImageLayout}.
 */
class LayerTest {
    private static final Pass TRAINING = Pass.training(77);
    private static final double TOLERANCE = 2e-5;
    private static final int TWO_GROUPS = 28;

    /**
     * A network to try.
     *
     * @param before the preprocessor of the second layer, where there is one
     * @param input the input's shape
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Case(String name, List<Layer> layers, List<InputPreProcessor> before, long... input) {
        Case inGroups() {
            long[] more = input.clone();
            more[0] = TWO_GROUPS;
            return new Case(name, layers, before, more);
        }

        ImageLayout layout(long examples) {
            return new ImageLayout(examples, examples == TWO_GROUPS ? TWO_GROUPS / 2 : 1);
        }

        @Override
        public String toString() {
            return name + ", " + input[0] + " examples";
        }
    }

    static Stream<Case> cases() {
        return networks().flatMap(network -> Stream.of(network, network.inGroups()));
    }

    private static Stream<Case> networks() {
        return Stream.of(
                rows("dense", dense(7, 5, Activation.TANH), dense(5, 3, Activation.IDENTITY)),
                rows("dense with dropout", dense(7, 9, Activation.SIGMOID), dropped(dense(9, 3, Activation.RELU))),
                rows(
                        "dense without bias",
                        new DenseLayer.Builder()
                                .nIn(7)
                                .nOut(3)
                                .hasBias(false)
                                .activation(new ActivationLReLU(.3))
                                .build()),
                rows(
                        "batch norm on rows",
                        dense(7, 5, Activation.IDENTITY),
                        norm(5),
                        relu(),
                        dense(5, 2, Activation.TANH)),
                images("convolution, same, stride 1", conv(3, 5, 3, 3, 1, 1, 0, true)),
                images("convolution, same, even kernel, stride 2", conv(3, 5, 4, 4, 2, 2, 0, true)),
                images("convolution, same, 5x3, stride 3x2", conv(3, 5, 5, 3, 3, 2, 0, true)),
                images("convolution, same, stride over kernel", conv(3, 5, 2, 2, 3, 3, 0, true)),
                images("convolution, truncate", conv(3, 5, 3, 3, 2, 2, 1, false)),
                images("transposed, same, stride 1", deconv(3, 5, 5, 5, 1, 1, 0, true)),
                images("transposed, same, stride 2", deconv(3, 5, 5, 5, 2, 2, 0, true)),
                images("transposed, same, even kernel", deconv(3, 4, 4, 4, 2, 2, 0, true)),
                images("transposed, same, 3x5, stride 2x3", deconv(3, 4, 3, 5, 2, 3, 0, true)),
                images("transposed, truncate", deconv(3, 5, 4, 4, 2, 2, 1, false)),
                images("transposed, truncate, no padding", deconv(3, 1, 3, 3, 3, 2, 0, false)),
                images(
                        "transposed to one channel, stride 1",
                        conv(3, 6, 3, 3, 1, 1, 0, true),
                        deconv(6, 1, 5, 5, 1, 1, 0, true)),
                images(
                        "transposed to three channels",
                        conv(3, 5, 3, 3, 1, 1, 0, true),
                        deconv(5, 3, 4, 4, 2, 2, 1, false)),
                images(
                        "transposed to two channels, 3x5, stride 2x3",
                        conv(3, 5, 3, 3, 1, 1, 0, true),
                        deconv(5, 2, 3, 5, 2, 3, 0, true)),
                small("small maps, window that leaves a row out", conv(3, 4, 3, 2, 2, 3, 0, false)),
                small(
                        "small maps, convolution, same",
                        conv(3, 4, 5, 5, 1, 1, 0, true),
                        conv(4, 2, 5, 5, 2, 2, 0, true)),
                small("small maps, convolution, truncate", conv(3, 4, 3, 4, 1, 1, 1, false)),
                small("small maps, transposed", deconv(3, 4, 5, 5, 1, 1, 0, true), deconv(4, 2, 4, 4, 2, 2, 1, false)),
                small(
                        "small maps, without bias",
                        deconvWithoutBias(),
                        norm(4),
                        relu(),
                        conv(4, 2, 3, 3, 1, 1, 0, true)),
                large("few channels, odd height", conv(3, 6, 5, 5, 2, 2, 0, true)),
                large(
                        "transposed to few channels, odd height",
                        conv(3, 6, 3, 3, 2, 2, 1, false),
                        deconv(6, 3, 3, 3, 2, 2, 1, false)),
                images("activation first", activation(new ActivationLReLU(.2)), conv(3, 4, 3, 3, 1, 1, 0, true)),
                images("norm first", norm(3), activation(new ActivationLReLU(.2)), conv(3, 2, 3, 3, 1, 1, 0, true)),
                images(
                        "norm, relu, transposed",
                        conv(3, 4, 3, 3, 2, 2, 0, true),
                        norm(4),
                        relu(),
                        deconv(4, 3, 5, 5, 2, 2, 0, true)),
                images("norm last", conv(3, 4, 3, 3, 2, 2, 0, true), norm(4)),
                images(
                        "dropout on images",
                        dropped(conv(3, 4, 3, 3, 1, 1, 0, true)),
                        dropped(conv(4, 2, 3, 3, 2, 2, 0, true))),
                new Case(
                        "maxout",
                        List.of(dense(6, 3 * 4, Activation.IDENTITY), greatest(1, 4), dense(3, 2, Activation.TANH)),
                        List.of(new FeedForwardToCnnPreProcessor(1, 4, 3), new CnnToFeedForwardPreProcessor(1, 1, 3)),
                        5,
                        6),
                images("greatest of a map", conv(3, 4, 3, 3, 2, 2, 0, true), greatest(4, 3)),
                new Case(
                        "minibatch deviation of images",
                        List.of(conv(2, 4, 3, 3, 2, 2, 0, true), identity(), conv(5, 3, 3, 3, 1, 1, 0, true)),
                        List.of(new DeviationPreProcessor()),
                        4,
                        2,
                        5,
                        3),
                new Case(
                        "rows to images",
                        List.of(
                                dense(6, 2 * 3 * 4, Activation.IDENTITY),
                                norm(4),
                                relu(),
                                deconv(4, 3, 3, 3, 2, 2, 0, true)),
                        List.of(new FeedForwardToCnnPreProcessor(3, 2, 4)),
                        5,
                        6),
                new Case(
                        "images to rows",
                        List.of(conv(2, 4, 3, 3, 1, 1, 0, true), dropped(dense(4 * 5 * 3, 3, Activation.IDENTITY))),
                        List.of(new CnnToFeedForwardPreProcessor(5, 3, 4)),
                        4,
                        2,
                        5,
                        3));
    }

    private static Layer identity() {
        return activation(Activation.IDENTITY.getActivationFunction());
    }

    private static Layer greatest(int height, int width) {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(height, width)
                .stride(height, width)
                .build();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReferenceEngine(Case network) {
        Random random = new Random(4);
        int examples = 2 * (int) network.input[0];
        MultiLayerNetwork one = model(network);
        MultiLayerNetwork other = model(network);
        try (NetworkEngine fast =
                        new FastEngine(one, TWO_GROUPS, new EngineOptions(EngineKind.FAST, 2), network::layout);
                NetworkEngine reference = new ReferenceEngine(other)) {
            for (int step = 0; step < 3; step++) {
                for (Pass pass : List.of(Pass.INFERENCE, TRAINING)) {
                    INDArray input = array(random, network.input);
                    assertClose("output of " + pass, fast.forward(input, pass), reference.forward(input, pass));
                }
                for (int batch = 0; batch < 2; batch++) {
                    INDArray input = array(random, network.input);
                    INDArray expected = reference.forward(input, TRAINING).dup();
                    INDArray gradient = array(random, expected.shape());
                    assertClose("output", fast.forward(input, TRAINING), expected);
                    assertClose("input gradient", fast.inputGradient(gradient), reference.inputGradient(gradient));
                    reference.forward(input, TRAINING);
                    fast.accumulateGradients(gradient);
                    reference.accumulateGradients(gradient);
                }
                double norm = reference.update(examples);
                assertThat(fast.update(examples))
                        .isCloseTo(norm, org.assertj.core.data.Percentage.withPercentage(.002));
                assertClose("parameters", one.params(), other.params());
            }
        }
    }

    private static void assertClose(String what, INDArray actual, INDArray expected) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        double scale = Math.max(1e-3, expected.amaxNumber().doubleValue());
        double worst = actual.sub(expected).amaxNumber().doubleValue();
        assertThat(worst / scale).as(what).isLessThan(TOLERANCE);
    }

    private static MultiLayerNetwork model(Case network) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(9)
                .updater(new Sgd(.5))
                .list(network.layers.toArray(Layer[]::new));
        for (int i = 0; i < network.before.size(); i++) {
            list.inputPreProcessor(i + 1, network.before.get(i));
        }
        MultiLayerNetwork model = new MultiLayerNetwork(list.build());
        model.init();
        return model;
    }

    private static INDArray array(Random random, long... shape) {
        INDArray array = Nd4j.create(shape);
        for (long i = 0; i < array.length(); i++) {
            array.data().put(i, random.nextGaussian());
        }
        return array;
    }

    private static Case rows(String name, Layer... layers) {
        return new Case(name, List.of(layers), List.of(), 5, 7);
    }

    private static Case images(String name, Layer... layers) {
        return new Case(name, List.of(layers), List.of(), 4, 3, 7, 6);
    }

    /** Maps so small that the fast engine folds the batch in. */
    private static Case small(String name, Layer... layers) {
        return new Case(name, List.of(layers), List.of(), 6, 3, 4, 3);
    }

    /** Maps too large to be folded even by a stride of 2, of 13 rows. */
    private static Case large(String name, Layer... layers) {
        return new Case(name, List.of(layers), List.of(), 4, 3, 13, 11);
    }

    private static Layer deconvWithoutBias() {
        return new Deconvolution2D.Builder(4, 4)
                .nIn(3)
                .nOut(4)
                .hasBias(false)
                .convolutionMode(ConvolutionMode.Truncate)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static DenseLayer dense(int in, int out, Activation activation) {
        return new DenseLayer.Builder()
                .nIn(in)
                .nOut(out)
                .activation(activation)
                .biasInit(.1)
                .build();
    }

    private static Layer dropped(Layer layer) {
        layer.setIDropout(new org.deeplearning4j.nn.conf.dropout.Dropout(.5));
        return layer;
    }

    private static Layer norm(int channels) {
        return new BatchNormalization.Builder()
                .nOut(channels)
                .decay(.9)
                .eps(1e-3)
                .build();
    }

    private static Layer relu() {
        return activation(Activation.RELU.getActivationFunction());
    }

    private static Layer activation(IActivation function) {
        return new ActivationLayer.Builder().activation(function).build();
    }

    private static Layer conv(int in, int out, int kh, int kw, int sh, int sw, int padding, boolean same) {
        return new ConvolutionLayer.Builder(kh, kw)
                .nIn(in)
                .nOut(out)
                .stride(sh, sw)
                .padding(padding, padding)
                .convolutionMode(same ? ConvolutionMode.Same : ConvolutionMode.Truncate)
                .activation(Activation.TANH)
                .biasInit(.2)
                .build();
    }

    private static Layer deconv(int in, int out, int kh, int kw, int sh, int sw, int padding, boolean same) {
        return new Deconvolution2D.Builder(kh, kw)
                .nIn(in)
                .nOut(out)
                .stride(sh, sw)
                .padding(padding, padding)
                .convolutionMode(same ? ConvolutionMode.Same : ConvolutionMode.Truncate)
                .activation(Activation.SIGMOID)
                .biasInit(.2)
                .build();
    }
}
