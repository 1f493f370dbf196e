package ganflux.trainer.engine.fast;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Pass;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Each layer's output and gradients against plain loops in double and their central differences. */
class FiniteDifferenceTest {
    private static final double H = 1e-5;
    private static final double TOLERANCE = 2e-5;

    /** A layer, its definition and the shape of its input. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Case(String name, Layer layer, DoubleNetwork.Layer definition, int trained, long... input) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "dense",
                        new DenseLayer.Builder()
                                .nIn(5)
                                .nOut(3)
                                .activation(Activation.TANH)
                                .build(),
                        DoubleNetwork.dense(4, 5, 3),
                        18,
                        4,
                        5),
                new Case(
                        "convolution 3x3, stride 2, same, 7x5",
                        new ConvolutionLayer.Builder(3, 3)
                                .nIn(2)
                                .nOut(3)
                                .stride(2, 2)
                                .convolutionMode(ConvolutionMode.Same)
                                .activation(Activation.TANH)
                                .build(),
                        DoubleNetwork.convolution(2, 2, 7, 5, 3, 3, 2, 1, 4, 3),
                        57,
                        2,
                        2,
                        7,
                        5),
                new Case(
                        "convolution 4x4, stride 3, truncate, 8x9",
                        new ConvolutionLayer.Builder(4, 4)
                                .nIn(2)
                                .nOut(3)
                                .stride(3, 3)
                                .padding(1, 1)
                                .activation(Activation.TANH)
                                .build(),
                        DoubleNetwork.convolution(2, 2, 8, 9, 3, 4, 3, 1, 3, 3),
                        99,
                        2,
                        2,
                        8,
                        9),
                new Case(
                        "transposed 5x5, stride 2, same, 3x4",
                        new Deconvolution2D.Builder(5, 5)
                                .nIn(2)
                                .nOut(3)
                                .stride(2, 2)
                                .convolutionMode(ConvolutionMode.Same)
                                .activation(Activation.TANH)
                                .build(),
                        DoubleNetwork.transposed(2, 2, 3, 4, 3, 5, 2, 1, 6, 8),
                        153,
                        2,
                        2,
                        3,
                        4),
                new Case(
                        "transposed 4x4, stride 3, truncate, 3x2",
                        new Deconvolution2D.Builder(4, 4)
                                .nIn(3)
                                .nOut(2)
                                .stride(3, 3)
                                .padding(1, 1)
                                .activation(Activation.TANH)
                                .build(),
                        DoubleNetwork.transposed(2, 3, 3, 2, 2, 4, 3, 1, 8, 5),
                        98,
                        2,
                        3,
                        3,
                        2),
                new Case(
                        "batch norm",
                        new BatchNormalization.Builder().nOut(3).eps(1e-3).build(),
                        DoubleNetwork.norm(3, 3, 20, 1e-3),
                        6,
                        3,
                        3,
                        5,
                        4));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreThoseOfTheDefinition(Case each) {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(6)
                .updater(new Sgd(1))
                .list(each.layer)
                .build());
        model.init();
        Random random = new Random(2);
        for (int i = 0; i < each.trained; i++) {
            model.params().data().put(i, model.params().getFloat(i) + .1 * random.nextGaussian());
        }
        INDArray input = array(random, each.input);
        double[] x = input.data().asDouble();
        double[] p = model.params().dup().data().asDouble();
        try (FastEngine engine = new FastEngine(model, 8, new EngineOptions(EngineKind.FAST, 1))) {
            INDArray output = engine.forward(input, Pass.training(1));
            INDArray weights = array(random, output.shape());
            double[] g = weights.data().asDouble();
            assertClose(output.dup().data().asDouble(), each.definition.run(x, p));
            ToDoubleFunction<double[]> ofInput = at -> dot(g, each.definition.run(at, p));
            ToDoubleFunction<double[]> ofParams = at -> dot(g, each.definition.run(x, at));

            assertClose(engine.inputGradient(weights).dup().data().asDouble(), differences(ofInput, x, x.length));
            engine.accumulateGradients(weights);
            engine.update(1);
            double[] moved = new double[each.trained];
            for (int i = 0; i < moved.length; i++) {
                moved[i] = p[i] - model.params().getDouble(i);
            }
            assertClose(moved, differences(ofParams, p, each.trained));
        }
    }

    private static double[] differences(ToDoubleFunction<double[]> function, double[] at, int n) {
        double[] gradient = new double[n];
        double[] moved = at.clone();
        for (int i = 0; i < n; i++) {
            moved[i] = at[i] + H;
            double above = function.applyAsDouble(moved);
            moved[i] = at[i] - H;
            gradient[i] = (above - function.applyAsDouble(moved)) / (2 * H);
            moved[i] = at[i];
        }
        return gradient;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double scale = 0;
        for (double value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]) / scale)
                    .as("element %d", i)
                    .isLessThan(TOLERANCE);
        }
    }

    private static INDArray array(Random random, long... shape) {
        INDArray array = Nd4j.create(shape);
        for (long i = 0; i < array.length(); i++) {
            array.data().put(i, random.nextGaussian());
        }
        return array;
    }
}
