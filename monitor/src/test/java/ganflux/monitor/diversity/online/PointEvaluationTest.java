package ganflux.monitor.diversity.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.stream.image.Floats;
import ganflux.stream.image.ImageShape;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Points around known modes, as they stream in. */
class PointEvaluationTest {
    private static final double DEVIATION = .05;

    private final Random random = new Random(3);
    private final Evaluator evaluator = new Evaluator(ImageShape.points(2), 5);

    /** Points around the corners of a square of side 2, dealt out to the modes named by turns. */
    private byte[] around(int count, int... modes) {
        float[] values = new float[2 * count];
        for (int i = 0; i < count; i++) {
            int mode = modes[i % modes.length];
            values[2 * i] = (float) ((mode & 1) * 2 + DEVIATION * random.nextGaussian());
            values[2 * i + 1] = (float) ((mode >> 1) * 2 + DEVIATION * random.nextGaussian());
        }
        return Floats.toBytes(values);
    }

    private void addReals(int count, boolean labelled) {
        int[] labels = new int[labelled ? count : 0];
        Arrays.setAll(labels, i -> i % 4);
        evaluator.addReals(around(count, 0, 1, 2, 3), labels);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** 96 fakes on two of four modes, and 32 in the middle between all. */
    @Test
    void countsModesAndQuality() {
        addReals(600, true);
        float[] middle = new float[64];
        Arrays.fill(middle, 1);

        Evaluation evaluation = evaluator
                .evaluate(1, joined(around(96, 0, 3), Floats.toBytes(middle)))
                .orElseThrow();

        assertThat(evaluation.value(Metric.CAPTURED_MODES)).contains(2.0);
        // Of a normal distribution in the plane exp(-9/2) lies beyond three deviations: 1 of 96.
        assertThat(evaluation.value(Metric.HIGH_QUALITY).orElseThrow()).isCloseTo(.75, within(.035));
        assertThat(evaluation.classes()).extracting(ClassShare::label).containsExactly(0, 1, 2, 3);
        assertThat(evaluation.classes().get(3).reals()).isCloseTo(.25, within(.05));
        assertThat(evaluation.classifierAccuracy()).hasValue(1);
        assertThat(evaluation.value(Metric.RECALL).orElseThrow()).isLessThan(.6);
    }

    @Test
    void whatSaysNothingOfPointsIsLeftOut() {
        addReals(600, true);

        Evaluation evaluation = evaluator.evaluate(1, around(128, 0, 1, 2, 3)).orElseThrow();

        assertThat(evaluation.values().keySet())
                .containsExactlyInAnyOrder(
                        Metric.PRECISION,
                        Metric.RECALL,
                        Metric.DENSITY,
                        Metric.COVERAGE,
                        Metric.KID,
                        Metric.FRECHET_DISTANCE,
                        Metric.DIFFERENT_BINS,
                        Metric.JSD,
                        Metric.NEAREST_NEIGHBOUR_RATIO,
                        Metric.PAIR_DISTANCE_RATIO,
                        Metric.CAPTURED_CLASSES,
                        Metric.EFFECTIVE_MODES,
                        Metric.EFFECTIVE_MODES_ORDER_2,
                        Metric.CLASS_KL,
                        Metric.CLASS_SCORE,
                        Metric.CAPTURED_MODES,
                        Metric.HIGH_QUALITY);
        assertThat(evaluation.value(Metric.CAPTURED_MODES)).contains(4.0);
        assertThat(evaluation.value(Metric.EFFECTIVE_MODES).orElseThrow()).isCloseTo(4, within(1e-9));
    }

    @Test
    void goodFakesStayInTheirBands() {
        for (int i = 0; i < 40; i++) {
            addReals(256, true);
            var unused = evaluator.evaluate(i, around(128, 0, 1, 2, 3)).orElseThrow();
        }
        Evaluation last = evaluator.evaluate(40, around(128, 0, 1, 2, 3)).orElseThrow();

        assertThat(last.isBad(Metric.CAPTURED_MODES)).isFalse();
        assertThat(last.isBad(Metric.COVERAGE)).isFalse();
        assertThat(evaluator.evaluate(41, around(128, 0, 1, 2)).orElseThrow().isBad(Metric.CAPTURED_MODES))
                .isTrue();
    }

    @Test
    void withoutLabelsThereAreNoModes() {
        addReals(600, false);

        Evaluation evaluation = evaluator.evaluate(1, around(128, 0)).orElseThrow();

        assertThat(evaluation.values())
                .containsKey(Metric.COVERAGE)
                .doesNotContainKeys(Metric.CAPTURED_MODES, Metric.HIGH_QUALITY, Metric.EFFECTIVE_MODES);
        assertThat(evaluation.classifierAccuracy()).isEmpty();
    }

    /** The squared Frechet distance of N(10, 1) and N(12, 1), in units of the reals' deviation, is 4. */
    @Test
    void numbersAreMeasuredToo() {
        Evaluator line = new Evaluator(ImageShape.points(1), 5);
        line.addReals(numbers(2048, 10), new int[2048]);

        Evaluation evaluation = line.evaluate(1, numbers(512, 12)).orElseThrow();

        assertThat(evaluation.value(Metric.FRECHET_DISTANCE).orElseThrow()).isCloseTo(4, within(.8));
        assertThat(evaluation.value(Metric.CAPTURED_MODES)).contains(1.0);
        // Within 3 of 10 where the mean is 12: below 1 standard deviation above it.
        assertThat(evaluation.value(Metric.HIGH_QUALITY).orElseThrow()).isCloseTo(.8413, within(.06));
    }

    private byte[] numbers(int count, double mean) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (mean + random.nextGaussian());
        }
        return Floats.toBytes(values);
    }
}
