package ganflux.monitor.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PairDistanceTest {
    // Points of a 3-4-5 triangle: distances 3, 4 and 5, mean 4.
    private static final float[] TRIANGLE = {0, 0, 3, 0, 0, 4};

    @Test
    void averagesTheDistancesOfAllPairs() {
        assertThat(PairDistance.mean(distances(TRIANGLE, 2))).isCloseTo(4, within(1e-6));
        // 0, 1 and 3 on a line: 1, 3 and 2.
        assertThat(PairDistance.mean(distances(new float[] {0, 1, 3}, 1))).isCloseTo(2, within(1e-6));
    }

    private static Distances distances(float[] values, int columns) {
        return Distances.within(new Features(values, columns));
    }

    @Test
    void takesBytesAsUnsigned() {
        assertThat(PairDistance.mean(new byte[] {0, (byte) 255}, 1)).isCloseTo(255, within(1e-12));
        assertThat(PairDistance.mean(new byte[] {0, 0, 3, 0, 0, 4}, 2)).isCloseTo(4, within(1e-12));
        // Two images of 4 pixels, each 200 apart: sqrt(4 * 200^2).
        byte[] pair = {0, 0, 0, 0, (byte) 200, (byte) 200, (byte) 200, (byte) 200};
        assertThat(PairDistance.mean(pair, 4)).isCloseTo(400, within(1e-12));
    }

    @Test
    void dividesTheMeanOfFakesByThatOfReals() {
        byte[] reals = {0, 10, 20}; // 10, 20, 10: 40 / 3
        byte[] fakes = {0, 5, 10}; // half of it
        assertThat(PairDistance.ratio(fakes, reals, 1)).isCloseTo(.5, within(1e-12));
        assertThat(PairDistance.ratio(new byte[] {0, 8}, new byte[] {0, 0, 3, 0, 0, 4}, 2))
                .isNaN();
    }

    @Test
    void isZeroForImagesThatAreAllAlike() {
        assertThat(PairDistance.ratio(new byte[] {7, 7, 7, 7}, new byte[] {1, 2}, 1))
                .isZero();
    }

    @Test
    void isUnknownWithoutAPairOrWithoutSpreadOfReals() {
        assertThat(PairDistance.mean(new byte[] {1, 2, 3}, 3)).isNaN();
        assertThat(PairDistance.mean(new byte[0], 3)).isNaN();
        assertThat(PairDistance.ratio(new byte[] {1, 2}, new byte[] {5, 5}, 1)).isNaN();
        assertThat(PairDistance.ratio(new byte[] {1}, new byte[] {5, 6}, 1)).isNaN();
    }

    @Test
    void isTheExpectedDistanceOfNormalPointsInManyDimensions() {
        // |x - y| of N(0, I_d) concentrates at sqrt(2 d).
        Random random = new Random(1);
        float[] points = new float[64 * 1000];
        for (int i = 0; i < points.length; i++) {
            points[i] = (float) random.nextGaussian();
        }
        assertThat(PairDistance.mean(distances(points, 1000))).isCloseTo(Math.sqrt(2000), within(.2));
    }

    @Test
    void leavesItsInputAlone() {
        byte[] fakes = {1, 2, 3};
        PairDistance.ratio(fakes, new byte[] {4, 5}, 1);
        assertThat(fakes).containsExactly(1, 2, 3);
    }

    @Test
    void refusesAPartOfAnImage() {
        assertThatThrownBy(() -> PairDistance.mean(new byte[5], 2)).hasMessageContaining("5 values of 2");
        assertThatThrownBy(() -> PairDistance.mean(new byte[5], 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
