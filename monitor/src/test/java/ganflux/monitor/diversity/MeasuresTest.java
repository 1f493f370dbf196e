package ganflux.monitor.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MeasuresTest {
    @Test
    void vendiScoresOfSmallKernels() {
        VendiScore three = VendiScore.ofKernel(new double[] {1, .9, 0, .9, 1, 0, 0, 0, 1}, 3);
        assertThat(three.orderOne()).isCloseTo(2.1573, within(5e-5));
        assertThat(three.orderTwo()).isCloseTo(1.9481, within(5e-5)); // 9 / 4.62
        VendiScore two = VendiScore.ofKernel(new double[] {1, .5, .5, 1}, 2);
        assertThat(two.orderOne()).isCloseTo(1.75477, within(5e-6));
    }

    @Test
    void vendiScoreOfFeaturesIsThatOfTheirCosines() {
        // At 60 degrees: the kernel is [[1, .5], [.5, 1]], whatever the lengths.
        VendiScore score = VendiScore.of(Points.of(2, 3, 0, 1, Math.sqrt(3)));
        assertThat(score.orderOne()).isCloseTo(1.75477, within(5e-6));
        // Five images of three kinds that have nothing in common: shares .4, .4, .2.
        VendiScore kinds = VendiScore.of(Points.of(3, 1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 3, 0, 0, 0, 4));
        assertThat(kinds.orderOne()).isCloseTo(Math.exp(-.8 * Math.log(.4) - .2 * Math.log(.2)), within(1e-6));
        assertThat(kinds.orderTwo()).isCloseTo(1 / .36, within(1e-6));
        assertThat(VendiScore.of(Points.of(2, 0, 0, 0, 0)).orderOne()).isNaN();
    }

    @Test
    void kernelDistancesByHand() {
        assertThat(KernelDistance.of(Points.line(0, 1), Points.line(1, 2))).isCloseTo(9.5, within(1e-9));
        Features unit = Points.of(2, 1, 0, 0, 1);
        assertThat(KernelDistance.of(unit, unit)).isCloseTo(-2.375, within(1e-9));
    }

    @Test
    void frechetDistances() {
        Moments a = new Moments(new double[] {0}, new double[] {1});
        Moments b = new Moments(new double[] {1}, new double[] {4});
        assertThat(FrechetDistance.between(a, b)).isCloseTo(2, within(1e-12)); // 1 + (1 - 2)^2
        // Commuting covariances, rotated by 45 degrees: eigenvalues 1, 9 and 4, 1: (1 - 2)^2 + (3 - 1)^2.
        Moments c = new Moments(new double[2], new double[] {5, 4, 4, 5}); // 9 along (1, 1), 1 across
        Moments d = new Moments(new double[2], new double[] {2.5, -1.5, -1.5, 2.5}); // 1 along, 4 across
        assertThat(FrechetDistance.between(c, d)).isCloseTo(5, within(1e-12));
        // A feature that is the double of another: variances 1 and 4, then 4 and 16: (1 - 2)^2 * 5.
        Moments e = new Moments(new double[2], new double[] {1, 2, 2, 4});
        Moments f = new Moments(new double[2], new double[] {4, 8, 8, 16});
        assertThat(FrechetDistance.between(e, f)).isCloseTo(5, within(1e-9));
    }

    @Test
    void momentsByHand() {
        Moments moments = Moments.of(Points.of(2, 1, 2, 3, 6));
        assertThat(moments.mean()).containsExactly(2, 4);
        assertThat(moments.covariance()).containsExactly(2, 4, 4, 8);
        assertThat(moments.centre(Points.of(2, 1, 2)).values()).containsExactly(-1, -2);
    }

    @Test
    void eigenvaluesThatAreKnown() {
        // 2 on the diagonal, -1 beside it: 2 - 2 cos(k pi / (n + 1)).
        int n = 40;
        double[] chain = new double[n * n];
        double[] expected = new double[n];
        for (int i = 0; i < n; i++) {
            chain[i * n + i] = 2;
            if (i > 0) {
                chain[i * n + i - 1] = -1;
                chain[(i - 1) * n + i] = -1;
            }
            expected[i] = 2 - 2 * Math.cos((i + 1) * Math.PI / (n + 1));
        }
        assertEigenvalues(chain, n, expected);
        // c on the diagonal plus 1 everywhere: n + c once, c otherwise.
        double[] ones = new double[n * n];
        Arrays.fill(ones, 1);
        double[] flat = new double[n];
        Arrays.fill(flat, .5);
        flat[n - 1] = n + .5;
        for (int i = 0; i < n; i++) {
            ones[i * n + i] += .5;
        }
        assertEigenvalues(ones, n, flat);
        assertEigenvalues(new double[] {1, 0, 0, 0, -3, 0, 0, 0, 2}, 3, new double[] {-3, 1, 2});
        assertEigenvalues(new double[9], 3, new double[3]);
        assertEigenvalues(new double[] {7}, 1, new double[] {7});
    }

    @Test
    void eigenvaluesOfADenseMatrixBuiltFromThem() {
        int n = 64;
        double[] expected = new double[n];
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++) {
            expected[i] = i < 5 ? 0 : Math.pow(1.3, i - 32);
            matrix[i * n + i] = expected[i];
        }
        // Plane rotations from both sides change no eigenvalue.
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                rotate(matrix, n, i, j, 1 + .1 * i + .01 * j);
            }
        }
        assertEigenvalues(matrix, n, expected);
    }

    @Test
    void eigenvaluesOfAMatrixThatIsNearlyAllZero() {
        // v v' with entries down to 1e-60: one eigenvalue |v|^2, the others 0.
        int n = 60;
        double[] matrix = new double[n * n];
        double square = 0;
        for (int i = 0; i < n; i++) {
            square += Math.pow(10, -2 * i);
            for (int j = 0; j < n; j++) {
                matrix[i * n + j] = Math.pow(10, -i - j);
            }
        }
        double[] expected = new double[n];
        expected[n - 1] = square;
        assertEigenvalues(matrix, n, expected);
    }

    private static void rotate(double[] m, int n, int p, int q, double angle) {
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        for (int k = 0; k < n; k++) {
            double x = m[p * n + k];
            double y = m[q * n + k];
            m[p * n + k] = c * x - s * y;
            m[q * n + k] = s * x + c * y;
        }
        for (int k = 0; k < n; k++) {
            double x = m[k * n + p];
            double y = m[k * n + q];
            m[k * n + p] = c * x - s * y;
            m[k * n + q] = s * x + c * y;
        }
    }

    private static void assertEigenvalues(double[] matrix, int n, double[] expected) {
        double[] values = Eigenvalues.of(matrix, n);
        Arrays.sort(values);
        double largest = Math.max(1, Math.abs(expected[n - 1]));
        assertThat(values).containsExactly(expected, within(1e-12 * largest));
    }

    @Test
    void refusesEigenvaluesOfWhatIsNotANumber() {
        assertThatThrownBy(() -> Eigenvalues.of(new double[] {1, Double.NaN, Double.NaN, 1}, 2))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void sharesAndDivergences() {
        double[] half = {.5, .5};
        assertThat(Shares.jensenShannon(half, new double[] {1, 0})).isCloseTo(.215762, within(5e-7));
        double[] two = {.5, .5, 0, 0, 0, 0, 0, 0};
        double[] uniform = new double[8];
        Arrays.fill(uniform, .125);
        assertThat(Shares.kullbackLeibler(two, uniform)).isCloseTo(1.386294, within(5e-7));
        assertThat(Shares.kullbackLeibler(uniform, two)).isInfinite();
        assertThat(Shares.effectiveModes(two)).isCloseTo(2, within(1e-12));
        double[] uneven = {.7, .1, .1, .1};
        assertThat(Shares.effectiveModes(uneven)).isCloseTo(2.5611, within(5e-5));
        assertThat(Shares.effectiveModesOfOrderTwo(uneven)).isCloseTo(1.9231, within(5e-5));
        assertThat(Shares.of(new int[] {3, 1})).containsExactly(.75, .25);
        assertThat(Shares.captured(new double[] {.5, .49, .01, 0}, new double[] {.4, .4, .2, 0}, .1))
                .isEqualTo(2);
    }

    @Test
    void proportionsThatDiffer() {
        assertThat(Shares.z(.5, 1000, .4, 100)).isCloseTo(1.9072, within(5e-5));
        assertThat(Shares.z(0, 10, 0, 20)).isZero();
        // 40 of 100 against 500 of 1000 is 1.9072 apart, in both bins.
        assertThat(Shares.differing(new int[] {40, 60}, new int[] {500, 500}, 1.96))
                .isZero();
        assertThat(Shares.differing(new int[] {40, 60}, new int[] {500, 500}, 1.9))
                .isEqualTo(2);
    }

    @Test
    void classScore() {
        assertThat(Shares.classScore(new float[] {.9f, .1f, .1f, .9f}, 2)).isCloseTo(1.44493, within(5e-6));
        assertThat(Shares.classScore(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3))
                .isCloseTo(3, within(1e-6));
        assertThat(Shares.classScore(new float[] {1, 0, 1, 0}, 2)).isCloseTo(1, within(1e-6));
    }

    @Test
    void nearestNeighboursAndDuplicates() {
        Distances square = Distances.within(Points.line(0, 1, 3, 3.01, 10));
        assertThat(Neighbours.meanNearest(square)).isCloseTo((1 + 1 + .01 + .01 + 6.99) / 5, within(1e-4));
        assertThat(Neighbours.squaredRadii(square, 2)[0]).isCloseTo(9, within(1e-5f));
        assertThat(Duplicates.pairs(square, .1)).isEqualTo(1);
        assertThat(Duplicates.pairs(square, .001)).isZero();
        assertThat(Duplicates.support(100, 9)).isEqualTo(550);
        assertThat(Duplicates.support(100, 0)).isInfinite();
    }

    @Test
    void birthdayEstimateFindsTheNumberOfImages() {
        // 200 draws out of 1,000 points on a line, one apart: about 200 * 199 / 2 / 1000 pairs.
        java.util.Random random = new java.util.Random(7);
        double mean = 0;
        for (int round = 0; round < 20; round++) {
            double[] draws = random.ints(200, 0, 1000).asDoubleStream().toArray();
            mean += Duplicates.pairs(Distances.within(Points.line(draws)), .5) / 20.0;
        }
        assertThat(200 * 199 / 2.0 / mean).isBetween(850.0, 1150.0);
    }

    @Test
    void binsFindClustersApart() {
        double[] points = new double[90];
        for (int i = 0; i < points.length; i++) {
            points[i] = 100 * (i % 3) + .1 * i;
        }
        KMeans bins = KMeans.fit(Points.line(points), 3, 10, 1);
        int[] assigned = bins.assign(Points.line(3, 104, 205, -50, 400));
        assertThat(assigned[0]).isEqualTo(assigned[3]);
        assertThat(assigned[2]).isEqualTo(assigned[4]);
        assertThat(java.util.Set.of(assigned[0], assigned[1], assigned[2])).hasSize(3);
        assertThat(bins.count(Points.line(points))).containsExactly(30, 30, 30);
        assertThatThrownBy(() -> KMeans.fit(Points.line(1, 2), 3, 1, 1)).hasMessageContaining("2 rows but are 3");
    }
}
