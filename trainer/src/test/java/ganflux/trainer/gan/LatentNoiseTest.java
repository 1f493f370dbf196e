package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.trainer.preset.Preset.Noise;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bounds on statistics are four standard errors; seeds are fixed, so that they hold always or never. */
class LatentNoiseTest {
    private static final int N = 100_000;
    private static final double ROOT_N = Math.sqrt(N);

    /** Chi-square with nine degrees of freedom exceeds this once in a thousand. */
    private static final double CHI_SQUARE_9 = 27.88;

    /** The standard normal's deciles above the median. */
    private static final double[] DECILES = {.2533471, .5244005, .8416212, 1.2815516};

    @ParameterizedTest
    @EnumSource(Noise.class)
    void isAPureFunction(Noise noise) {
        assertThat(draw(noise, 64, 5, 9, 2)).containsExactly(draw(noise, 64, 5, 9, 2));
        assertThat(Arrays.copyOf(draw(noise, 64, 5, 9, 2), 16))
                .as("a longer draw starts as a shorter one")
                .containsExactly(draw(noise, 16, 5, 9, 2));
    }

    @ParameterizedTest
    @EnumSource(Noise.class)
    void drawsSomethingElseForEverySeedStepAndDraw(Noise noise) {
        Set<String> seen = new HashSet<>();
        long[] far = {0, 1, 2, 3, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32};
        for (long seed : far) {
            for (long step : far) {
                for (int draw = -4; draw < 4; draw++) {
                    assertThat(seen.add(Arrays.toString(draw(noise, 4, seed, step, draw))))
                            .as("seed %d, step %d, draw %d is new", seed, step, draw)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void fillsFromTheStartToTheLimitAndNoFurther() {
        FloatBuffer buffer = FloatBuffer.wrap(new float[] {9, 9, 9, 9}).limit(3).position(2);

        LatentNoise.fill(buffer, Noise.UNIFORM, LatentNoise.random(1, 1, 0));

        assertThat(buffer.array()[0]).isBetween(-1f, 1f);
        assertThat(buffer.array()[2]).isBetween(-1f, 1f);
        assertThat(buffer.array()[3]).isEqualTo(9f);
    }

    @Test
    void isUniformOnMinusOneToOne() {
        float[] values = draw(Noise.UNIFORM, N, 1, 1, 0);

        float[] sorted = values.clone();
        Arrays.sort(sorted);
        assertThat(sorted[0]).isGreaterThanOrEqualTo(-1f);
        assertThat(sorted[N - 1]).isLessThan(1f);
        assertThat(moment(values, 1)).isCloseTo(0, within(4 * Math.sqrt(1 / 3.0) / ROOT_N));
        assertThat(moment(values, 2)).isCloseTo(1 / 3.0, within(4 * Math.sqrt(4 / 45.0) / ROOT_N));
        assertThat(moment(values, 3)).isCloseTo(0, within(4 * Math.sqrt(1 / 7.0) / ROOT_N));
        assertThat(chiSquare(values, Noise.UNIFORM)).isLessThan(CHI_SQUARE_9);
    }

    @Test
    void isStandardNormal() {
        float[] values = draw(Noise.NORMAL, N, 1, 1, 0);

        assertThat(moment(values, 1)).isCloseTo(0, within(4 / ROOT_N));
        assertThat(moment(values, 2)).isCloseTo(1, within(4 * Math.sqrt(2) / ROOT_N));
        assertThat(moment(values, 3)).isCloseTo(0, within(4 * Math.sqrt(15) / ROOT_N));
        assertThat(moment(values, 4)).isCloseTo(3, within(4 * Math.sqrt(96) / ROOT_N));
        assertThat(chiSquare(values, Noise.NORMAL)).isLessThan(CHI_SQUARE_9);
    }

    /** Each value from a draw of its own: the quality of the key, not of the generator behind it. */
    @ParameterizedTest
    @EnumSource(Noise.class)
    void isIndependentFromStepToStepAndFromDrawToDraw(Noise noise) {
        int n = 20_000;
        float[] bySteps = new float[n];
        float[] byDraws = new float[n];
        float[] bySeeds = new float[n];
        for (int i = 0; i < n; i++) {
            bySteps[i] = draw(noise, 1, 3, i, 0)[0];
            byDraws[i] = draw(noise, 1, 3, 1, i)[0];
            bySeeds[i] = draw(noise, 1, i, 1, 0)[0];
        }
        for (float[] values : new float[][] {bySteps, byDraws, bySeeds}) {
            assertThat(chiSquare(values, noise)).isLessThan(CHI_SQUARE_9);
            assertThat(correlation(values, values, 1)).isCloseTo(0, within(4 / Math.sqrt(n)));
        }
        assertThat(correlation(bySteps, byDraws, 0)).isCloseTo(0, within(4 / Math.sqrt(n)));
        assertThat(correlation(bySteps, bySeeds, 0)).isCloseTo(0, within(4 / Math.sqrt(n)));
    }

    /** One step's vector must not be its neighbour's, moved along. */
    @ParameterizedTest
    @EnumSource(Noise.class)
    void isIndependentAtEveryLag(Noise noise) {
        int n = 20_000;
        float[] one = draw(noise, n, 3, 1, 0);
        float[] nextStep = draw(noise, n, 3, 2, 0);
        float[] nextDraw = draw(noise, n, 3, 1, 1);
        for (int lag = 0; lag < 16; lag++) {
            assertThat(correlation(one, nextStep, lag)).as("lag %d", lag).isCloseTo(0, within(4 / Math.sqrt(n)));
            assertThat(correlation(one, nextDraw, lag)).as("lag %d", lag).isCloseTo(0, within(4 / Math.sqrt(n)));
        }
    }

    private static float[] draw(Noise noise, int n, long seed, long step, int draw) {
        FloatBuffer buffer = FloatBuffer.allocate(n);
        LatentNoise.fill(buffer, noise, LatentNoise.random(seed, step, draw));
        return buffer.array();
    }

    private static double moment(float[] values, int power) {
        double sum = 0;
        for (float value : values) {
            sum += Math.pow(value, power);
        }
        return sum / values.length;
    }

    private static double correlation(float[] a, float[] b, int lag) {
        double sum = 0;
        for (int i = 0; i + lag < a.length; i++) {
            sum += a[i + lag] * b[i];
        }
        return sum / Math.sqrt(moment(a, 2) * moment(b, 2)) / (a.length - lag);
    }

    /** Pearson's statistic over the ten deciles. */
    private static double chiSquare(float[] values, Noise noise) {
        int[] counts = new int[10];
        for (float value : values) {
            counts[decile(value, noise)]++;
        }
        double expected = values.length / 10.0;
        return Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
    }

    private static int decile(float value, Noise noise) {
        if (noise == Noise.UNIFORM) {
            return (int) ((value + 1) * 5);
        }
        int beyond = 0;
        for (double bound : DECILES) {
            beyond += Math.abs(value) > bound ? 1 : 0;
        }
        return value < 0 ? 4 - beyond : 5 + beyond;
    }
}
