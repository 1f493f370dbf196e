package ganflux.monitor.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StructuralSimilarityTest {
    @Test
    void ofConstantImagesIsTheirLuminanceAlone() {
        // One scale: a side of 13 halves to 6, less than the window.
        StructuralSimilarity similarity = new StructuralSimilarity(1, 13, 13);
        assertThat(similarity.of(constant(169, .5f), constant(169, .25f))).isCloseTo(.800064, within(5e-7));
    }

    @Test
    void ofManyScalesWeighsTheLuminanceAtTheLast() {
        // 28, 14 and 7: weights .0448, .2856, .3001; contrast terms of constants are 1.
        StructuralSimilarity similarity = new StructuralSimilarity(1, 28, 28);
        double expected = Math.pow(.2501 / .3126, .3001 / (.0448 + .2856 + .3001));
        assertThat(similarity.of(constant(784, .5f), constant(784, .25f))).isCloseTo(expected, within(1e-9));
    }

    @Test
    void ofOneWindowIsTheFormula() {
        // Four pixels are one window. Means .25 and .5; variances 3/16 and 1/4; covariance 1/8.
        StructuralSimilarity similarity = new StructuralSimilarity(1, 2, 2);
        double c1 = 1e-4;
        double c2 = 9e-4;
        double expected = (2 * .125 + c1) / (.0625 + .25 + c1) * (2 * .125 + c2) / (3 / 16.0 + .25 + c2);
        assertThat(similarity.of(new float[] {1, 0, 0, 0}, new float[] {1, 1, 0, 0}))
                .isCloseTo(expected, within(1e-9));
    }

    @Test
    void slidesTheWindow() {
        // A side of 8 has 2 x 2 windows of 7 x 7; only the first pixel differs, so only the first window sees it.
        StructuralSimilarity similarity = new StructuralSimilarity(1, 8, 8);
        float[] dark = constant(64, 0);
        float[] dot = constant(64, 0);
        dot[0] = 1;
        double mean = 1 / 49.0;
        double seen = 1e-4 / (mean * mean + 1e-4) * 9e-4 / (mean - mean * mean + 9e-4);
        assertThat(similarity.of(dark, dot)).isCloseTo((3 + seen) / 4, within(1e-9));
    }

    @Test
    void isOneForEqualImagesAndFallsWithNoise() {
        StructuralSimilarity similarity = new StructuralSimilarity(3, 32, 32);
        Random random = new Random(5);
        float[] image = new float[3 * 32 * 32];
        float[] near = new float[image.length];
        float[] far = new float[image.length];
        for (int i = 0; i < image.length; i++) {
            image[i] = random.nextFloat();
            near[i] = image[i] * .9f + random.nextFloat() * .1f;
            far[i] = random.nextFloat();
        }
        assertThat(similarity.of(image, image)).isCloseTo(1, within(1e-9));
        assertThat(similarity.of(image, near)).isBetween(.9, 1.0);
        assertThat(similarity.of(image, far)).isLessThan(.3);
    }

    @Test
    void takesImagesByPairs() {
        StructuralSimilarity similarity = new StructuralSimilarity(1, 1, 1);
        byte[] images = {(byte) 255, (byte) 255, (byte) 255, 0, 9};
        double different = 1e-4 / (1 + 1e-4);
        assertThat(similarity.meanOfPairs(images, 10)).isCloseTo((1 + different) / 2, within(1e-9));
        assertThat(similarity.meanOfPairs(images, 1)).isCloseTo(1, within(1e-9));
    }

    private static float[] constant(int pixels, float value) {
        float[] image = new float[pixels];
        Arrays.fill(image, value);
        return image;
    }
}
