package ganflux.monitor.diversity.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ganflux.monitor.diversity.Features;
import ganflux.stream.image.ImageShape;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpacesTest {
    @Test
    void pixelsGoFromZeroToOne() {
        Features features = new Pixels(new ImageShape(1, 1, 2)).of(new byte[] {0, (byte) 255, 51, 0});
        assertThat(features.rows()).isEqualTo(2);
        assertThat(features.values()).containsExactly(0, 1, .2f, 0);
    }

    @Test
    void convolutionIsTheSumUnderItsKernel() {
        ImageShape in = new ImageShape(2, 5, 4);
        Convolution convolution = new Convolution(in, 3, false, new Random(1));
        assertThat(convolution.out()).isEqualTo(new ImageShape(3, 3, 2));
        // The same draws in the same order, used as the definition says.
        Random draws = new Random(1);
        double[] weights = new double[3 * 2 * 9];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.sqrt(2.0 / 18) * draws.nextGaussian();
        }
        double[] biases = {.1 * draws.nextGaussian(), .1 * draws.nextGaussian(), .1 * draws.nextGaussian()};
        float[][] values = new float[40][Convolution.LANES];
        Random random = new Random(2);
        for (float[] place : values) {
            for (int lane = 0; lane < place.length; lane++) {
                place[lane] = random.nextFloat() - .5f;
            }
        }
        float[][] result = convolution.of(values);
        for (int at = 0; at < result.length; at++) {
            int channel = at / 6;
            double sum = biases[channel];
            for (int i = 0; i < 18; i++) {
                int y = at / 2 % 3 * 2 - 1 + i % 9 / 3;
                int x = at % 2 * 2 - 1 + i % 3;
                if (y >= 0 && y < 5 && x >= 0 && x < 4) {
                    sum += weights[channel * 18 + i] * values[(i / 9 * 5 + y) * 4 + x][7];
                }
            }
            assertThat(result[at][7]).isCloseTo((float) Math.max(0, sum), within(1e-5f));
        }
    }

    @Test
    void randomConvolutionsAreAFunctionOfSeedAndOneImage() {
        ImageShape shape = new ImageShape(3, 20, 17);
        byte[] images = new byte[130 * shape.size()];
        new Random(4).nextBytes(images);
        FeatureSpace space = new RandomConvolutions(shape, 7);
        Features features = space.of(images);
        assertThat(features.rows()).isEqualTo(130);
        assertThat(features.columns()).isEqualTo(64).isEqualTo(space.dimension());
        byte[] one = java.util.Arrays.copyOfRange(images, 100 * shape.size(), 101 * shape.size());
        assertThat(new RandomConvolutions(shape, 7).of(one).values())
                .containsExactly(features.rows(100, 101).values());
        assertThat(new RandomConvolutions(shape, 8).of(one).values())
                .isNotEqualTo(features.rows(100, 101).values());
    }

    @Test
    void standardisedHasTheScaleOfItsSample() {
        FeatureSpace pixels = new Pixels(new ImageShape(1, 1, 2));
        // First pixel 0 and 1: mean .5, deviation .5. Second always 0: scaled by a tenth of the average, sqrt(.125).
        Standardised space = new Standardised(pixels, pixels.of(new byte[] {0, 0, (byte) 255, 0}));
        Features features = space.of(new byte[] {0, 0, (byte) 255, (byte) 255});
        assertThat(features.values())
                .containsExactly(new float[] {-1, 0, 1, (float) (10 / Math.sqrt(.125))}, within(1e-4f));
    }

    @Test
    void refusesAPartOfAnImage() {
        ImageShape shape = new ImageShape(1, 4, 4);
        assertThatThrownBy(() -> new RandomConvolutions(shape, 1).of(new byte[17]))
                .hasMessageContaining("17 bytes");
    }
}
