package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.trainer.gan.Latents.Point;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Preset.Noise;
import ganflux.trainer.preset.Presets;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatentsTest {
    private static final int N = 4000;

    @Test
    void withoutAConditionARowIsNoiseAlone() {
        Preset preset = Presets.named("mlp-mnist");
        Latents latents = new Latents(preset, 5);
        FloatBuffer noise = FloatBuffer.allocate(5 * 100);
        LatentNoise.fill(noise, preset.noise(), LatentNoise.random(3, 2, 1));

        latents.draw(LatentNoise.random(3, 2, 1));

        assertThat(latents.array().data().asFloat()).containsExactly(noise.array());
        assertThat(latents.labels()).containsOnly(-1);
    }

    @Test
    void classesAndCodesStandBehindTheNoise() {
        Preset preset = Presets.named("infogan");
        Latents latents = new Latents(preset, N);
        FloatBuffer noise = FloatBuffer.allocate(N * 62);
        LatentNoise.fill(noise, preset.noise(), LatentNoise.random(3, 2, 1));

        latents.draw(LatentNoise.random(3, 2, 1));

        int[] drawn = new int[10];
        double[] sums = new double[2];
        for (int i = 0; i < N; i++) {
            float[] row = latents.array().getRow(i).toFloatVector();
            assertThat(row).hasSize(74).startsWith(Arrays.copyOfRange(noise.array(), i * 62, (i + 1) * 62));
            float[] category = new float[10];
            category[latents.labels()[i]] = 1;
            assertThat(Arrays.copyOfRange(row, 62, 72)).containsExactly(category);
            drawn[latents.labels()[i]]++;
            for (int j = 0; j < 2; j++) {
                assertThat(row[72 + j]).isEqualTo(latents.code(i, j)).isBetween(-1f, 1f);
                sums[j] += row[72 + j] * row[72 + j];
            }
        }
        double fourDeviations = 4 * Math.sqrt(N * .09);
        for (int count : drawn) {
            assertThat((double) count).isCloseTo(N / 10.0, within(fourDeviations));
        }
        for (double sum : sums) {
            assertThat(sum / N).isCloseTo(1 / 3.0, within(.02));
        }
    }

    @Test
    void anotherClassMayBeAskedForAtTheSamePoint() {
        Latents latents = new Latents(Presets.named("cgan"), 2);
        latents.draw(new SplittableRandom(5));
        float[] before = latents.array().getRow(1).toFloatVector();

        latents.ask(1, (latents.labels()[1] + 1) % 10);

        float[] after = latents.array().getRow(1).toFloatVector();
        assertThat(Arrays.copyOf(after, 128)).containsExactly(Arrays.copyOf(before, 128));
        assertThat(after[128 + latents.labels()[1]]).isEqualTo(1);
        assertThat(Arrays.copyOfRange(after, 128, 138)).isNotEqualTo(Arrays.copyOfRange(before, 128, 138));
    }

    /** A quarter turn from (2, 0) to (0, 2): halfway it is (sqrt 2, sqrt 2), as long as the ends, and not (1, 1). */
    @Test
    void normalNoiseWalksOnAnArc() {
        Point a = new Point(new float[] {2, 0}, new float[] {-1});
        Point b = new Point(new float[] {0, 2}, new float[] {1});

        Point middle = Interpolation.between(Noise.NORMAL, a, b, .5);
        Point third = Interpolation.between(Noise.NORMAL, a, b, 1 / 3.0);

        assertThat(middle.z()).containsExactly(new float[] {1.4142135f, 1.4142135f}, within(1e-6f));
        assertThat(third.z()).containsExactly(new float[] {1.7320508f, 1}, within(1e-6f));
        assertThat(middle.codes()).containsExactly(0);
        assertThat(Interpolation.between(Noise.NORMAL, a, b, 0).z()).containsExactly(a.z(), within(1e-6f));
        assertThat(Interpolation.between(Noise.NORMAL, a, b, 1).z()).containsExactly(b.z(), within(1e-6f));
    }

    @Test
    void uniformNoiseAndParallelPointsWalkOnALine() {
        Point a = new Point(new float[] {2, 0}, new float[0]);
        Point b = new Point(new float[] {0, 2}, new float[0]);
        Point further = new Point(new float[] {6, 0}, new float[0]);

        assertThat(Interpolation.between(Noise.UNIFORM, a, b, .5).z()).containsExactly(1, 1);
        assertThat(Interpolation.between(Noise.NORMAL, a, further, .25).z()).containsExactly(3, 0);
    }
}
