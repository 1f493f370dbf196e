package ganflux.trainer.engine;

import static ganflux.trainer.engine.PlainMlp.flat;
import static ganflux.trainer.engine.PlainMlp.rows;
import static ganflux.trainer.engine.TinyNetworks.engine;
import static ganflux.trainer.engine.TinyNetworks.parameters;
import static ganflux.trainer.engine.TinyNetworks.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.util.CrashReportingUtil;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Dense layers, dropout and the optimisers, against {@link PlainMlp}. The gradients are seen as what one step of
 * gradient descent with rate 1 takes off the parameters.
 */
class ReferenceEngineTest {
    private static final int N = 4;
    private static final PlainMlp PLAIN = new PlainMlp(3, 5, 2, Math::tanh);
    private static final Pass TRAINING = Pass.training(17);
    private static final Pass OTHER_TRAINING = Pass.training(18);

    private final INDArray input = random(1, N, 3);
    private final INDArray otherInput = random(2, N, 3);
    private final INDArray outputGradient = random(3, N, 2);
    private final INDArray otherOutputGradient = random(4, N, 2);

    @Test
    void computesThePlainForwardPass() {
        ReferenceEngine engine = engine(perceptron(new Sgd(1)));
        double[] parameters = parameters(engine);

        double[] training = values(engine.forward(input, TRAINING));
        double[] otherMask = values(engine.forward(input, OTHER_TRAINING));
        double[] inference = values(engine.forward(input, Pass.INFERENCE));

        assertThat(training).containsExactly(plain(parameters, input, TRAINING), within(1e-6));
        assertThat(otherMask).containsExactly(plain(parameters, input, OTHER_TRAINING), within(1e-6));
        assertThat(inference).containsExactly(plain(parameters, input, Pass.INFERENCE), within(1e-6));
        assertThat(training).as("masks matter").isNotEqualTo(otherMask).isNotEqualTo(inference);
    }

    @Test
    void dl4jReportsNoLackOfMemoryInItsOwnWay() {
        ReferenceEngine engine = engine(perceptron(new Sgd(1)));

        assertThatCode(() ->
                        CrashReportingUtil.writeMemoryCrashDump(engine.network(), new OutOfMemoryError("of a test")))
                .as("it needs libraries that are left out, and their lack would hide the error")
                .doesNotThrowAnyException();
    }

    @Test
    void computesTheGradientsOfThePlainForwardPass() {
        ReferenceEngine engine = engine(perceptron(new Sgd(1)));
        double[] before = parameters(engine);

        engine.forward(input, TRAINING);
        double[] inputGradient = values(engine.inputGradient(outputGradient));
        engine.forward(input, TRAINING);
        engine.accumulateGradients(outputGradient);
        engine.update(1);

        assertThat(inputGradient)
                .containsExactly(
                        PlainMlp.gradient(
                                x -> dot(flat(PLAIN.forward(before, rows(x, 3), TRAINING)), outputGradient),
                                values(input)),
                        within(1e-5));
        assertThat(difference(before, parameters(engine)))
                .containsExactly(
                        PlainMlp.gradient(theta -> dot(plain(theta, input, TRAINING), outputGradient), before),
                        within(1e-5));
    }

    @Test
    void addsUpTheGradientsOfSeveralPasses() {
        ReferenceEngine engine = engine(perceptron(new Sgd(1)));
        double[] before = parameters(engine);

        engine.forward(input, TRAINING);
        engine.accumulateGradients(outputGradient);
        engine.forward(otherInput, OTHER_TRAINING);
        engine.accumulateGradients(otherOutputGradient);
        double norm = engine.update(2 * N);

        double[] mean = gradientOfBoth(before);
        assertThat(difference(before, parameters(engine))).containsExactly(mean, within(1e-6));
        assertThat(norm).isCloseTo(norm(mean), within(1e-6));
    }

    @Test
    void startsEachStepFromNoGradient() {
        ReferenceEngine engine = engine(perceptron(new Sgd(1)));
        engine.forward(input, TRAINING);
        engine.accumulateGradients(outputGradient);
        engine.update(N);
        double[] after = parameters(engine);

        assertThat(engine.update(N)).isZero();

        assertThat(parameters(engine)).containsExactly(after);
    }

    @Test
    void takesInputGradientsWithoutAddingToTheParameters() {
        ReferenceEngine engine = engine(perceptron(new Sgd(1)));
        ReferenceEngine undisturbed = engine(perceptron(new Sgd(1)));

        engine.forward(input, TRAINING);
        engine.accumulateGradients(outputGradient);
        engine.forward(otherInput, OTHER_TRAINING);
        engine.inputGradient(otherOutputGradient);
        engine.update(N);
        undisturbed.forward(input, TRAINING);
        undisturbed.accumulateGradients(outputGradient);
        undisturbed.update(N);

        assertThat(parameters(engine)).containsExactly(parameters(undisturbed));
    }

    @Test
    void leavesNoTraceOfInference() {
        ReferenceEngine engine = engine(perceptron(new Adam(.01)));
        ReferenceEngine undisturbed = engine(perceptron(new Adam(.01)));
        for (int i = 0; i < 2; i++) {
            engine.forward(otherInput, Pass.INFERENCE);
            engine.forward(input, TRAINING);
            engine.accumulateGradients(outputGradient);
            engine.forward(otherInput, Pass.INFERENCE);
            engine.update(N);
            undisturbed.forward(input, TRAINING);
            undisturbed.accumulateGradients(outputGradient);
            undisturbed.update(N);
        }
        assertThat(parameters(engine)).containsExactly(parameters(undisturbed));
        assertThat(state(engine)).containsExactly(state(undisturbed));
        assertThat(engine.network().getIterationCount()).isEqualTo(2);
    }

    @Test
    void leavesItsArgumentsUnchanged() {
        ReferenceEngine engine = engine(perceptron(new Sgd(1)));
        double[] inputBefore = values(input);
        double[] gradientBefore = values(outputGradient);

        engine.forward(input, TRAINING);
        engine.inputGradient(outputGradient);
        engine.forward(input, TRAINING);
        engine.accumulateGradients(outputGradient);
        engine.forward(input, Pass.INFERENCE);

        assertThat(values(input)).containsExactly(inputBefore);
        assertThat(values(outputGradient)).containsExactly(gradientBefore);
    }

    @Test
    void updatesByAdam() {
        ReferenceEngine engine = engine(perceptron(
                Adam.builder().learningRate(.01).beta1(.9).beta2(.999).build()));
        double[] expected = parameters(engine);
        PlainAdam adam = new PlainAdam(expected.length, .01);
        for (int t = 1; t <= 3; t++) {
            double norm = stepOnBoth(engine);

            assertThat(norm).isCloseTo(adam.descend(expected, this::objectiveOfBoth), within(1e-5));
            assertThat(parameters(engine)).as("step %d", t).containsExactly(expected, within(1e-5));
        }
    }

    /**
     * RMSprop as in Keras, with the rate decaying as 1 / (1 + decay * iteration), iterations from 0; but DL4J starts the
     * running mean square at epsilon, not at 0.
     */
    @Test
    void updatesByRmsPropOnASchedule() {
        ReferenceEngine engine = engine(perceptron(RmsProp.builder()
                .learningRateSchedule(new InverseSchedule(ScheduleType.ITERATION, .01, .5, 1))
                .rmsDecay(.9)
                .epsilon(1e-7)
                .build()));
        double[] expected = parameters(engine);
        double[] v = new double[expected.length];
        Arrays.fill(v, 1e-7);
        for (int t = 0; t < 3; t++) {
            double[] g = gradientOfBoth(expected);
            double rate = .01 / (1 + .5 * t);
            for (int i = 0; i < g.length; i++) {
                v[i] = .9 * v[i] + .1 * g[i] * g[i];
                expected[i] -= rate * g[i] / (Math.sqrt(v[i]) + 1e-7);
            }

            stepOnBoth(engine);

            assertThat(parameters(engine)).as("step %d", t).containsExactly(expected, within(1e-5));
        }
    }

    @Test
    void sharesItsParametersWithTheModel() {
        ReferenceEngine engine = engine(perceptron(new Sgd(1)));

        stepOnBoth(engine);

        assertThat(values(engine.network().output(input)))
                .containsExactly(values(engine.forward(input, Pass.INFERENCE)));
        assertThat(engine.network().getLayer(1).conf().getLayer().getIDropout())
                .as("the model's own dropout, as a checkpoint would save it")
                .isEqualTo(new Dropout(.75));
    }

    @Test
    void refusesDropoutWhoseMaskItCannotDraw() {
        MultiLayerConfiguration configuration = perceptron(new Sgd(1));
        ((DenseLayer) configuration.getConf(1).getLayer()).setIDropout(new GaussianDropout(.5));

        assertThatThrownBy(() -> engine(configuration))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer 1 has GaussianDropout; only plain Dropout is supported");
    }

    /** One step on the mean of two passes; returns the gradient's norm. */
    private double stepOnBoth(ReferenceEngine engine) {
        engine.forward(input, TRAINING);
        engine.accumulateGradients(outputGradient);
        engine.forward(otherInput, OTHER_TRAINING);
        engine.accumulateGradients(otherOutputGradient);
        return engine.update(2 * N);
    }

    private double[] gradientOfBoth(double[] parameters) {
        return PlainMlp.gradient(this::objectiveOfBoth, parameters);
    }

    /** The function whose gradient {@link #stepOnBoth} descends. */
    private double objectiveOfBoth(double[] parameters) {
        return (dot(plain(parameters, input, TRAINING), outputGradient)
                        + dot(plain(parameters, otherInput, OTHER_TRAINING), otherOutputGradient))
                / (2 * N);
    }

    private static MultiLayerConfiguration perceptron(IUpdater updater) {
        return TinyNetworks.perceptron(11, updater, 3, 5, 2, new ActivationTanH());
    }

    private static double[] plain(double[] parameters, INDArray input, Pass pass) {
        return flat(PLAIN.forward(parameters, rows(values(input), 3), pass));
    }

    private static double[] state(ReferenceEngine engine) {
        return engine.network().getUpdater().getStateViewArray().toDoubleVector();
    }

    static double dot(double[] a, INDArray b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b.getDouble(i);
        }
        return sum;
    }

    static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }

    static double norm(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }

    /** Uniform on [-1, 1). */
    static INDArray random(long seed, long... shape) {
        Random random = new Random(seed);
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return Nd4j.createFromArray(values).reshape(shape);
    }
}
