package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ganflux.stream.command.UserError;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.engine.PlainMlp;
import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.engine.TinyNetworks;
import ganflux.trainer.engine.fast.FastEngine;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Spectral normalisation of a perceptron of one tanh layer, against the formula in double precision with singular values by a
 * thousand power iterations. Parameters: W of 4 rows of 5, its 4 biases, w of 4, its bias.
 */
class SpectralNormTest {
    private static final int IN = 5;
    private static final int HIDDEN = 4;
    private static final int ROWS = 3;

    @Test
    void dividesEveryLayersWeightsByTheirLargestSingularValue() {
        MultiLayerNetwork network = network(new Sgd(1));
        double[] before = network.params().toDoubleVector();

        try (ReferenceEngine engine = new ReferenceEngine(network)) {
            var unused = new SpectralNorm(engine, 1, Optional.empty());
        }

        assertThat(network.params().toDoubleVector()).containsExactly(normalised(before), within(1e-5));
    }

    /** Of the loss sum(D(x)) by the weights that the optimiser has: with a rate of 1 it subtracts the gradient. */
    @ParameterizedTest
    @EnumSource(names = {"REFERENCE", "FAST"})
    void takesGradientsThroughTheNorm(EngineKind kind) {
        MultiLayerNetwork network = network(new Sgd(1));
        double[] before = network.params().toDoubleVector();
        FloatArray images = images();
        double[][] x = PlainMlp.rows(images.array().data().asDouble(), IN);
        double[] expected = PlainMlp.gradient(at -> output(normalised(at), x), before);

        try (NetworkEngine engine = kind == EngineKind.FAST
                ? new FastEngine(network, ROWS, new EngineOptions(kind, 1))
                : new ReferenceEngine(network)) {
            SpectralNorm norm = new SpectralNorm(engine, 1, Optional.empty());
            descend(engine, norm, images);
            double[] between = network.params().toDoubleVector();
            norm.afterUpdate(true);

            double[] after = weightsOf(norm.state(), network);
            double[] actual = new double[before.length];
            Arrays.setAll(actual, i -> before[i] - after[i]);
            assertThat(actual).containsExactly(expected, within(2e-5));
            assertThat(between).as("what the optimiser left").containsExactly(after, within(1e-6));
        }
    }

    /** One iteration an update follows weights that move slowly. */
    @Test
    void keepsTheNormWhileTheWeightsMove() {
        MultiLayerNetwork network = network(new Sgd(.01));
        try (ReferenceEngine engine = new ReferenceEngine(network)) {
            SpectralNorm norm = new SpectralNorm(engine, 1, Optional.empty());
            double[] begin = network.params().toDoubleVector();
            for (int i = 0; i < 200; i++) {
                update(engine, norm, images());
            }
            double[] end = network.params().toDoubleVector();

            assertThat(end).isNotEqualTo(begin);
            assertThat(largestSingularValue(end, 0, HIDDEN, IN)).isCloseTo(1, within(1e-3));
            assertThat(largestSingularValue(end, (IN + 1) * HIDDEN, 1, HIDDEN)).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void goesOnFromItsStateToTheBit() {
        MultiLayerNetwork undisturbed = network(new Sgd(.1));
        try (ReferenceEngine engine = new ReferenceEngine(undisturbed)) {
            SpectralNorm norm = new SpectralNorm(engine, 1, Optional.empty());
            update(engine, norm, images());
            MultiLayerNetwork copy = undisturbed.clone();
            try (ReferenceEngine other = new ReferenceEngine(copy)) {
                SpectralNorm resumed = new SpectralNorm(other, 1, Optional.of(norm.state()));
                assertThat(copy.params()).isEqualTo(undisturbed.params());
                for (int i = 0; i < 3; i++) {
                    update(engine, norm, images());
                    update(other, resumed, images());
                }
                assertThat(copy.params()).isEqualTo(undisturbed.params());
                assertThat(resumed.state()).isEqualTo(norm.state());
            }
        }
    }

    @Test
    void refusesTheStateOfAnotherNetwork() {
        try (ReferenceEngine engine = new ReferenceEngine(network(new Sgd(1)))) {
            Optional<INDArray> other = Optional.of(FloatArray.of(1, 7).array());

            assertThatThrownBy(() -> new SpectralNorm(engine, 1, other))
                    .isInstanceOf(UserError.class)
                    .hasMessage("the checkpoint's spectral normalisation has 7 numbers but its discriminator needs 29:"
                            + " they are of two runs; go on from another checkpoint");
        }
    }

    @Test
    void anUpdateThatIsNotMadeChangesNothing() {
        MultiLayerNetwork network = network(new Sgd(1));
        try (ReferenceEngine engine = new ReferenceEngine(network)) {
            SpectralNorm norm = new SpectralNorm(engine, 1, Optional.empty());
            INDArray before = network.params().dup();
            INDArray state = norm.state();

            norm.beforeUpdate();
            engine.discard();
            norm.afterUpdate(false);

            assertThat(network.params()).isEqualTo(before);
            assertThat(norm.state()).isEqualTo(state);
        }
    }

    private static void update(NetworkEngine engine, SpectralNorm norm, FloatArray images) {
        descend(engine, norm, images);
        norm.afterUpdate(true);
    }

    /** An update as far as the optimiser makes it. */
    private static void descend(NetworkEngine engine, SpectralNorm norm, FloatArray images) {
        var unused = engine.forward(images.array(), Pass.training(0));
        FloatArray ones = FloatArray.of(ROWS, 1);
        ones.array().assign(1);
        engine.accumulateGradients(ones.array());
        norm.beforeUpdate();
        engine.update(1);
    }

    private static FloatArray images() {
        FloatArray images = FloatArray.of(ROWS, IN);
        Random random = new Random(5);
        for (int i = 0; i < ROWS * IN; i++) {
            images.buffer().put(i, random.nextFloat() * 2 - 1);
        }
        return images;
    }

    private static MultiLayerNetwork network(IUpdater updater) {
        return TinyNetworks.engine(TinyNetworks.smooth(3, updater, IN, HIDDEN)).network();
    }

    /** The optimiser's weights, of which the state holds W, u of 4, w, u of 1, with the network's biases. */
    private static double[] weightsOf(INDArray state, MultiLayerNetwork network) {
        double[] values = state.toDoubleVector();
        double[] all = network.params().toDoubleVector();
        System.arraycopy(values, 0, all, 0, IN * HIDDEN);
        System.arraycopy(values, IN * HIDDEN + HIDDEN, all, (IN + 1) * HIDDEN, HIDDEN);
        return all;
    }

    private static double[] normalised(double[] parameters) {
        double[] all = parameters.clone();
        double first = largestSingularValue(parameters, 0, HIDDEN, IN);
        double second = largestSingularValue(parameters, (IN + 1) * HIDDEN, 1, HIDDEN);
        for (int i = 0; i < IN * HIDDEN; i++) {
            all[i] /= first;
        }
        for (int i = (IN + 1) * HIDDEN; i < (IN + 2) * HIDDEN; i++) {
            all[i] /= second;
        }
        return all;
    }

    private static double largestSingularValue(double[] parameters, int offset, int rows, int columns) {
        double[] v = new double[columns];
        Arrays.fill(v, 1 / Math.sqrt(columns));
        double norm = 0;
        for (int i = 0; i < 1000; i++) {
            double[] next = new double[columns];
            for (int r = 0; r < rows; r++) {
                double product = 0;
                for (int c = 0; c < columns; c++) {
                    product += parameters[offset + r * columns + c] * v[c];
                }
                for (int c = 0; c < columns; c++) {
                    next[c] += product * parameters[offset + r * columns + c];
                }
            }
            norm = Math.sqrt(Arrays.stream(next).map(value -> value * value).sum());
            for (int c = 0; c < columns; c++) {
                v[c] = next[c] / norm;
            }
        }
        return Math.sqrt(norm); // of W^T W
    }

    /** The sum of w tanh(W x + b) + c over images. */
    private static double output(double[] at, double[][] images) {
        double sum = 0;
        for (double[] x : images) {
            sum += at[(IN + 2) * HIDDEN];
            for (int k = 0; k < HIDDEN; k++) {
                double before = at[IN * HIDDEN + k];
                for (int i = 0; i < IN; i++) {
                    before += at[k * IN + i] * x[i];
                }
                sum += at[(IN + 1) * HIDDEN + k] * Math.tanh(before);
            }
        }
        return sum;
    }
}
