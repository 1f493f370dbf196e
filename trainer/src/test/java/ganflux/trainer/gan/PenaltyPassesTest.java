package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.PlainMlp;
import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.engine.TinyNetworks;
import ganflux.trainer.engine.fast.FastEngine;
import ganflux.trainer.preset.GradientPenalty;
import ganflux.trainer.preset.GradientPenalty.Kind;
import java.util.Random;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The penalty and its gradient on a perceptron of one tanh layer, whose slope has a closed form, against the numeric gradient of
 * that form in double precision.
 */
class PenaltyPassesTest {
    private static final int IN = 5;
    private static final int HIDDEN = 4;
    private static final int ROWS = 3;
    private static final long SEED = 7;
    private static final long STEP = 2;

    @ParameterizedTest
    @CsvSource({"REFERENCE, WGAN_GP", "REFERENCE, R1", "FAST, WGAN_GP", "FAST, R1"})
    void hasTheGradientOfItsFormula(EngineKind kind, Kind penalty) {
        MultiLayerNetwork network = network();
        double[] before = network.params().toDoubleVector();
        double[][] points = points(penalty);

        Given given = given(kind, network, penalty, 1.0 / 256);

        double[] expected = PlainMlp.gradient(at -> formula(at, points, penalty), before);
        assertThat(given.penalty).isCloseTo(formula(before, points, penalty), within(1e-5));
        assertThat(given.gradient).containsExactly(expected, within(2e-3));
        assertThat(distance(given.gradient, expected) / norm(expected)).isLessThan(1e-3);
    }

    /**
     * A discriminator that is told the last two of its five values (1 and 0) and has two outputs: the penalty is on the slope of the
     * first output by the first three values.
     */
    @ParameterizedTest
    @CsvSource({"REFERENCE, WGAN_GP", "REFERENCE, R1", "FAST, WGAN_GP", "FAST, R1"})
    void isOfTheLogitByTheImageAlone(EngineKind kind, Kind penalty) {
        int seen = 3;
        MultiLayerNetwork network = TinyNetworks.engine(TinyNetworks.smooth(3, new Sgd(1), IN, HIDDEN, 2))
                .network();
        double[] before = network.params().toDoubleVector();
        double[][] points = points(penalty, seen);
        for (int n = 0; n < ROWS; n++) {
            points[n] = new double[] {points[n][0], points[n][1], points[n][2], 1, 0};
        }
        ClassPlanes planes = new ClassPlanes(new long[] {ROWS, seen}, 1, 2);
        PenaltyPasses.Beside beside =
                new PenaltyPasses.Beside(images -> planes.reals(images, new int[ROWS]), planes::imageGradient, 2);

        Given given = given(kind, network, penalty, 1.0 / 256, ROWS, beside, seen);

        double[] expected = PlainMlp.gradient(at -> formula(at, points, penalty, seen), before);
        assertThat(given.penalty).isCloseTo(formula(before, points, penalty, seen), within(1e-5));
        assertThat(given.gradient).containsExactly(expected, within(2e-3));
        assertThat(distance(given.gradient, expected) / norm(expected)).isLessThan(1e-3);
    }

    /** Twice the way, four times the error: what is left out is of second order. */
    @ParameterizedTest
    @CsvSource({"WGAN_GP", "R1"})
    void isOffByTheSquareOfTheWayBetweenItsPasses(Kind penalty) {
        double[][] points = points(penalty);
        double[] before = network().params().toDoubleVector();
        double[] expected = PlainMlp.gradient(at -> formula(at, points, penalty), before);

        double near = distance(given(EngineKind.REFERENCE, network(), penalty, .05).gradient, expected);
        double far = distance(given(EngineKind.REFERENCE, network(), penalty, .1).gradient, expected);

        assertThat(far / near).isBetween(3.5, 4.5);
    }

    @ParameterizedTest
    @CsvSource({"WGAN_GP", "R1"})
    void isTheSameWhereTheUpdateDividesByTwiceAsMany(Kind penalty) {
        double[] once = given(EngineKind.REFERENCE, network(), penalty, .01, ROWS).gradient;
        double[] twice = given(EngineKind.REFERENCE, network(), penalty, .01, 2 * ROWS).gradient;

        assertThat(twice).containsExactly(once, within(1e-6));
    }

    /** A discriminator of zeros has no slope, and so no direction in which to change it. */
    @ParameterizedTest
    @CsvSource({"WGAN_GP, 10", "R1, 0"})
    void movesNothingWhereThereIsNoSlope(Kind penalty, double value) {
        MultiLayerNetwork network = network();
        network.params().assign(0);

        Given given = given(EngineKind.REFERENCE, network, penalty, .01);

        assertThat(given.penalty).isEqualTo(value);
        assertThat(given.gradient).containsOnly(0);
    }

    /** What the passes gave: the penalty and its gradient. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Given(double penalty, double[] gradient) {}

    private static Given given(EngineKind kind, MultiLayerNetwork network, Kind penalty, double step) {
        return given(kind, network, penalty, step, ROWS);
    }

    private static Given given(EngineKind kind, MultiLayerNetwork network, Kind penalty, double step, int examples) {
        return given(kind, network, penalty, step, examples, PenaltyPasses.Beside.NOTHING, IN);
    }

    private static Given given(
            EngineKind kind,
            MultiLayerNetwork network,
            Kind penalty,
            double step,
            int examples,
            PenaltyPasses.Beside beside,
            int seen) {
        double[] before = network.params().toDoubleVector();
        try (NetworkEngine engine = kind == EngineKind.FAST
                ? new FastEngine(network, ROWS, new EngineOptions(kind, 1))
                : new ReferenceEngine(network)) {
            Draws draws = new Draws(SEED);
            draws.begin(STEP);
            PenaltyPasses passes =
                    new PenaltyPasses(new GradientPenalty(penalty, 10), engine, draws, beside, step, ROWS, seen);
            double value = passes.accumulate(images(1, seen), images(2, seen).array(), examples);
            engine.update(examples);
            double[] gradient = network.params().toDoubleVector();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = before[i] - gradient[i]; // gradient descent with a rate of 1
            }
            return new Given(value, gradient);
        }
    }

    private static MultiLayerNetwork network() {
        return TinyNetworks.engine(TinyNetworks.smooth(3, new Sgd(1), IN, HIDDEN))
                .network();
    }

    private static FloatArray images(long seed, int values) {
        FloatArray images = FloatArray.of(ROWS, values);
        Random random = new Random(seed);
        for (int i = 0; i < ROWS * values; i++) {
            images.buffer().put(i, random.nextFloat());
        }
        return images;
    }

    /** Where the slope is taken. */
    private static double[][] points(Kind penalty) {
        return points(penalty, IN);
    }

    private static double[][] points(Kind penalty, int values) {
        double[][] reals = PlainMlp.rows(images(1, values).array().data().asDouble(), values);
        double[][] fakes = PlainMlp.rows(images(2, values).array().data().asDouble(), values);
        SplittableRandom random = new SplittableRandom(LatentNoise.key(SEED, STEP, 0));
        for (int n = 0; n < ROWS && penalty == Kind.WGAN_GP; n++) {
            double alpha = random.nextDouble();
            for (int i = 0; i < values; i++) {
                reals[n][i] = alpha * reals[n][i] + (1 - alpha) * fakes[n][i];
            }
        }
        return reals;
    }

    /** The penalty of D(x) = w tanh(W x + b) + c, whose gradient by x is the sum of w_k (1 - tanh^2) W_k. */
    private static double formula(double[] at, double[][] points, Kind penalty) {
        return formula(at, points, penalty, IN);
    }

    private static double formula(double[] at, double[][] points, Kind penalty, int seen) {
        double sum = 0;
        for (double[] x : points) {
            double[] slope = new double[seen];
            for (int k = 0; k < HIDDEN; k++) {
                double before = at[IN * HIDDEN + k];
                for (int i = 0; i < IN; i++) {
                    before += at[k * IN + i] * x[i];
                }
                double steepness = at[(IN + 1) * HIDDEN + k] * (1 - Math.pow(Math.tanh(before), 2));
                for (int i = 0; i < seen; i++) {
                    slope[i] += steepness * at[k * IN + i];
                }
            }
            sum += penalty == Kind.WGAN_GP ? 10 * Math.pow(norm(slope) - 1, 2) : 5 * Math.pow(norm(slope), 2);
        }
        return sum / ROWS;
    }

    private static double norm(double[] values) {
        return distance(values, new double[values.length]);
    }

    private static double distance(double[] a, double[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += Math.pow(a[i] - b[i], 2);
        }
        return Math.sqrt(squares);
    }
}
