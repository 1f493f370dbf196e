package ganflux.trainer.engine;

import static ganflux.trainer.engine.ReferenceEngineTest.difference;
import static ganflux.trainer.engine.ReferenceEngineTest.dot;
import static ganflux.trainer.engine.ReferenceEngineTest.norm;
import static ganflux.trainer.engine.ReferenceEngineTest.random;
import static ganflux.trainer.engine.TinyNetworks.engine;
import static ganflux.trainer.engine.TinyNetworks.parameters;
import static ganflux.trainer.engine.TinyNetworks.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Convolutions, deconvolutions and batch norm. The gradients of the float network are measured against central
 * differences of its twin in double precision, which takes other native code: step 1e-5, error about 1e-9.
 */
class ReferenceEngineConvolutionTest {
    private static final int N = 4;

    /** Where batch norm keeps its running means and log10 of running standard deviations of two channels. */
    private static final int MEANS = 4;

    private static final int LOG_DEVIATIONS = 6;
    private static final int AFTER_BATCH_NORM = 8;

    private final INDArray images = random(1, N, 2, 3, 3).muli(2).addi(.3);
    private final INDArray otherImages = random(2, N, 2, 3, 3);
    private final INDArray outputGradient = random(3, N, 1);
    private final INDArray otherOutputGradient = random(4, N, 1);
    private final ReferenceEngine engine = engine(TinyNetworks.convolutional(5, new Sgd(1), DataType.FLOAT));
    private final ReferenceEngine undisturbed = engine(TinyNetworks.convolutional(5, new Sgd(1), DataType.FLOAT));
    private final ReferenceEngine twin = engine(TinyNetworks.convolutional(5, new Sgd(1), DataType.DOUBLE));

    @Test
    void computesTheGradientsOfItsForwardPass() {
        double[] before = parameters(engine);

        double[] logits = values(engine.forward(images, Pass.training(0)));
        double[] inputGradient = values(engine.inputGradient(outputGradient));
        engine.forward(images, Pass.training(0));
        engine.accumulateGradients(outputGradient);
        double norm = engine.update(1);

        double[] numeric = PlainMlp.gradient(theta -> objective(theta, values(images)), before);
        double[] numericInput = PlainMlp.gradient(x -> objective(before, x), values(images));
        assertThat(logits).containsExactly(values(twinForward(before, values(images))), within(1e-5));
        assertThat(inputGradient).containsExactly(numericInput, within(1e-5));
        assertThat(trained(difference(before, parameters(engine)))).containsExactly(trained(numeric), within(2e-5));
        assertThat(norm(trained(numeric))).as("a gradient to speak of").isGreaterThan(1);
        assertThat(norm)
                .as("norm without running statistics")
                .isCloseTo(norm(trained(numeric)), within(1e-5 * norm(trained(numeric))));
    }

    @Test
    void addsUpTheGradientsOfSeveralPasses() {
        double[] before = parameters(engine);

        engine.forward(images, Pass.training(0));
        engine.accumulateGradients(outputGradient);
        engine.forward(otherImages, Pass.training(0));
        engine.accumulateGradients(otherOutputGradient);
        engine.update(2);

        double[] sum = difference(before, after(images, outputGradient, 1));
        double[] other = difference(before, after(otherImages, otherOutputGradient, 1));
        double[] mean = new double[sum.length];
        for (int i = 0; i < sum.length; i++) {
            mean[i] = (sum[i] + other[i]) / 2;
        }
        assertThat(trained(difference(before, parameters(engine)))).containsExactly(trained(mean), within(1e-5));
    }

    /** new = .9 * old + .1 * the batch's, whatever the number of examples that divides the gradients. */
    @Test
    void movesRunningStatisticsByTheBatchItSaw() {
        double[] before = parameters(engine);

        double[] after = after(images, outputGradient, 2 * N);

        for (int channel = 0; channel < 2; channel++) {
            double mean = channelMoment(images, channel, 0, 1);
            double variance = channelMoment(images, channel, mean, 2);
            assertThat(after[MEANS + channel]).isCloseTo(.9 * before[MEANS + channel] + .1 * mean, within(1e-6));
            assertThat(Math.pow(10, 2 * after[LOG_DEVIATIONS + channel]))
                    .isCloseTo(.9 * Math.pow(10, 2 * before[LOG_DEVIATIONS + channel]) + .1 * variance, within(1e-6));
        }
    }

    @Test
    void normalisesByRunningStatisticsInInference() {
        double alone = engine.forward(images.get(NDArrayIndex.interval(1, 2)), Pass.INFERENCE)
                .getDouble(0);
        double inTraining = engine.forward(images, Pass.training(0)).getDouble(1);

        double inBatch = engine.forward(images, Pass.INFERENCE).getDouble(1);

        assertThat(alone).as("independent of the batch it is in").isCloseTo(inBatch, within(1e-5));
        assertThat(inTraining).isNotCloseTo(inBatch, within(1e-2));
    }

    @Test
    void leavesEveryBitOfTheParametersAndStatisticsToTheUpdate() {
        float[] before = engine.network().params().toFloatVector();

        engine.forward(images, Pass.training(0));
        engine.inputGradient(outputGradient);
        engine.forward(images, Pass.training(0));
        engine.accumulateGradients(outputGradient);
        engine.forward(images, Pass.INFERENCE);

        assertThat(engine.network().params().toFloatVector()).containsExactly(before);
    }

    /** What a generator's update does to a discriminator, and what sampling does to a generator: nothing. */
    @Test
    void leavesNoTraceOfInputGradientsAndInference() {
        for (int i = 0; i < 2; i++) {
            engine.forward(otherImages, Pass.training(0));
            engine.inputGradient(otherOutputGradient);
            engine.forward(images, Pass.training(0));
            engine.accumulateGradients(outputGradient);
            engine.forward(otherImages, Pass.INFERENCE);
            engine.update(N);
            undisturbed.forward(images, Pass.training(0));
            undisturbed.accumulateGradients(outputGradient);
            undisturbed.update(N);
        }
        assertThat(engine.network().params().toFloatVector())
                .containsExactly(undisturbed.network().params().toFloatVector());
    }

    /** The parameters of a network like the engine's after one step. */
    private static double[] after(INDArray images, INDArray outputGradient, int examples) {
        ReferenceEngine fresh = engine(TinyNetworks.convolutional(5, new Sgd(1), DataType.FLOAT));
        fresh.forward(images, Pass.training(0));
        fresh.accumulateGradients(outputGradient);
        fresh.update(examples);
        return parameters(fresh);
    }

    private double objective(double[] parameters, double[] images) {
        return dot(values(twinForward(parameters, images)), outputGradient);
    }

    private INDArray twinForward(double[] parameters, double[] images) {
        twin.network().params().assign(Nd4j.createFromArray(parameters));
        return twin.forward(Nd4j.createFromArray(images).reshape(N, 2, 3, 3), Pass.training(0));
    }

    private static double[] trained(double[] vector) {
        double[] trained = vector.clone();
        Arrays.fill(trained, MEANS, AFTER_BATCH_NORM, 0);
        return trained;
    }

    /** Mean of (value - centre)^power over the channel. */
    private static double channelMoment(INDArray images, int channel, double centre, int power) {
        double sum = 0;
        for (int i = 0; i < N * 9; i++) {
            sum += Math.pow(images.getDouble(i / 9, channel, i % 9 / 3, i % 3) - centre, power);
        }
        return sum / (N * 9);
    }
}
