package ganflux.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.trainer.engine.fast.FastEngine;
import ganflux.trainer.preset.FreshNetwork;
import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Minibatch standard deviation by hand, and its gradients against finite differences of the formula in double precision. */
class BatchDeviationTest {
    private static final int ROWS = 4;
    private static final int IN = 3;
    private static final int HIDDEN = 5;

    /** Two channels of two places: deviations over two examples are 1, 0, 2, 0.5, and their mean is .875. */
    @Test
    void appendsTheMeanOfTheDeviationsAsAChannel() {
        BatchDeviation deviation = new BatchDeviation(2, 4, 2);
        float[] wide = new float[deviation.wideLength()];

        deviation.forward(new float[] {1, 7, 0, 0, 3, 7, 4, 1}, wide);

        float statistic = (float) (3.5 + Math.sqrt(BatchDeviation.EPSILON)) / 4;
        assertThat(wide)
                .containsExactly(
                        new float[] {1, 7, 0, 0, statistic, statistic, 3, 7, 4, 1, statistic, statistic},
                        within(1e-6f));
    }

    @Test
    void takesGradientsBack() {
        int examples = 3;
        int values = 4;
        int places = 2;
        Random random = new Random(1);
        float[] batch = gaussian(random, examples * values);
        BatchDeviation deviation = new BatchDeviation(examples, values, places);
        float[] gradient = gaussian(random, deviation.wideLength());
        deviation.forward(batch, new float[deviation.wideLength()]);
        float[] actual = new float[batch.length];

        deviation.backward(gradient, actual);

        double[] expected = PlainMlp.gradient(
                at -> {
                    double statistic = statistic(at, examples);
                    double sum = 0;
                    for (int i = 0; i < gradient.length; i++) {
                        int column = i % (values + places);
                        sum += gradient[i]
                                * (column < values ? at[i / (values + places) * values + column] : statistic);
                    }
                    return sum;
                },
                doubles(batch));
        assertThat(doubles(actual)).containsExactly(expected, within(1e-5));
    }

    /** Through what DL4J does around it, in training; of the sum of w tanh(W (x, s) + b) + c, by x and by all parameters. */
    @ParameterizedTest
    @EnumSource(names = {"REFERENCE", "FAST"})
    void isTheSameInBothEngines(EngineKind kind) {
        MultiLayerNetwork network = FreshNetwork.of(configuration());
        double[] parameters = network.params().toDoubleVector();
        float[] values = gaussian(new Random(2), ROWS * IN);
        INDArray batch = Nd4j.createFromArray(values).reshape(ROWS, IN);
        INDArray ones = Nd4j.ones(ROWS, 1);
        try (NetworkEngine engine = kind == EngineKind.FAST
                ? new FastEngine(network, ROWS, new EngineOptions(kind, 1))
                : new ReferenceEngine(network)) {
            double sum = engine.forward(batch, Pass.training(1)).sumNumber().doubleValue();
            double[] byInput = TinyNetworks.values(engine.inputGradient(ones));
            var unused = engine.forward(batch, Pass.training(1));
            engine.accumulateGradients(ones);
            double[] byParameters = new double[parameters.length];
            Arrays.setAll(byParameters, engine.gradients()::get);

            assertThat(sum).isCloseTo(output(parameters, doubles(values)), within(1e-4));
            assertThat(byInput)
                    .containsExactly(PlainMlp.gradient(at -> output(parameters, at), doubles(values)), within(1e-4));
            assertThat(byParameters)
                    .containsExactly(PlainMlp.gradient(at -> output(at, doubles(values)), parameters), within(1e-4));
        }
    }

    /** A checkpoint's discriminator opens again. */
    @Test
    void isPartOfTheConfiguration() {
        MultiLayerConfiguration read =
                MultiLayerConfiguration.fromJson(configuration().toJson());

        assertThat(read).isEqualTo(configuration());
        assertThat(read.getInputPreProcess(0)).isInstanceOf(DeviationPreProcessor.class);
    }

    private static MultiLayerConfiguration configuration() {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(1))
                .list()
                .inputPreProcessor(0, new DeviationPreProcessor())
                .layer(new ActivationLayer.Builder()
                        .activation(new ActivationIdentity())
                        .build())
                .layer(new DenseLayer.Builder()
                        .nIn(IN + 1)
                        .nOut(HIDDEN)
                        .biasInit(.1)
                        .activation(new ActivationTanH())
                        .build())
                .layer(new DenseLayer.Builder()
                        .nIn(HIDDEN)
                        .nOut(1)
                        .activation(new ActivationIdentity())
                        .build())
                .build();
    }

    private static double output(double[] parameters, double[] batch) {
        double statistic = statistic(batch, ROWS);
        int bias = (IN + 1) * HIDDEN;
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            sum += parameters[bias + 2 * HIDDEN];
            for (int k = 0; k < HIDDEN; k++) {
                double before = parameters[bias + k] + parameters[k * (IN + 1) + IN] * statistic;
                for (int i = 0; i < IN; i++) {
                    before += parameters[k * (IN + 1) + i] * batch[row * IN + i];
                }
                sum += parameters[bias + HIDDEN + k] * Math.tanh(before);
            }
        }
        return sum;
    }

    private static double statistic(double[] batch, int examples) {
        int values = batch.length / examples;
        double sum = 0;
        for (int i = 0; i < values; i++) {
            double mean = 0;
            double squares = 0;
            for (int row = 0; row < examples; row++) {
                mean += batch[row * values + i] / examples;
                squares += batch[row * values + i] * batch[row * values + i] / examples;
            }
            sum += Math.sqrt(squares - mean * mean + BatchDeviation.EPSILON) / values;
        }
        return sum;
    }

    private static float[] gaussian(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double[] doubles(float[] values) {
        double[] all = new double[values.length];
        Arrays.setAll(all, i -> values[i]);
        return all;
    }
}
