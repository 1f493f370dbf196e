package ganflux.monitor.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PrecisionRecallTest {
    private static final Features REALS = Points.line(0, 1, 2, 3, 10); // radii 1, 1, 1, 1, 7

    @Test
    void countsByHand() {
        Features fakes = Points.line(.5, 1.5, 2.5, 20); // radii 1, 1, 1, 17.5
        assertThat(PrecisionRecall.of(REALS, fakes, 1)).isEqualTo(new PrecisionRecall(.75, 1, 1.5, .8));
    }

    @Test
    void seesACollapsedSetAsPreciseButWithoutRecall() {
        Features fakes = Points.line(1.3, 1.4, 1.5, 1.6);
        assertThat(PrecisionRecall.of(REALS, fakes, 1)).isEqualTo(new PrecisionRecall(1, 0, 2, .4));
    }

    @Test
    void leavesOutWhatLiesOnTheEdgeOfABall() {
        // Radii 1 all around: 2 is exactly on the edge of the ball of 1.
        Features reals = Points.line(0, 1);
        Features fakes = Points.line(2, 3);
        assertThat(PrecisionRecall.of(reals, fakes, 1)).isEqualTo(new PrecisionRecall(0, 0, 0, 0));
    }

    @Test
    void givesTheSameFromDistancesAtHand() {
        Features reals = Points.normal(300, 6, 1, 1);
        Features fakes = Points.normal(130, 6, .8, 2);
        PrecisionRecall atHand = PrecisionRecall.of(
                Distances.between(fakes, reals),
                Neighbours.squaredRadii(Distances.within(reals), 5),
                Neighbours.squaredRadii(Distances.within(fakes), 5),
                5);
        assertThat(atHand).isEqualTo(PrecisionRecall.of(reals, fakes, 5));
        assertThat(atHand).isEqualTo(plain(reals, fakes, 5));
    }

    @Test
    void needsMoreRowsThanNeighbours() {
        assertThatThrownBy(() -> PrecisionRecall.of(REALS, REALS, 5)).hasMessageContaining("5 rows but is 5");
    }

    /** The definitions word by word, in doubles. */
    private static PrecisionRecall plain(Features reals, Features fakes, int k) {
        int precise = 0;
        int memberships = 0;
        int recalled = 0;
        int covered = 0;
        for (int j = 0; j < fakes.rows(); j++) {
            int balls = 0;
            for (int i = 0; i < reals.rows(); i++) {
                balls += distance(reals, i, fakes, j) < radius(reals, i, k) ? 1 : 0;
            }
            precise += balls > 0 ? 1 : 0;
            memberships += balls;
        }
        double[] fakeRadii = new double[fakes.rows()];
        for (int j = 0; j < fakes.rows(); j++) {
            fakeRadii[j] = radius(fakes, j, k);
        }
        for (int i = 0; i < reals.rows(); i++) {
            double radius = radius(reals, i, k);
            boolean inFake = false;
            boolean holdsFake = false;
            for (int j = 0; j < fakes.rows(); j++) {
                double distance = distance(reals, i, fakes, j);
                inFake |= distance < fakeRadii[j];
                holdsFake |= distance < radius;
            }
            recalled += inFake ? 1 : 0;
            covered += holdsFake ? 1 : 0;
        }
        double m = fakes.rows();
        double n = reals.rows();
        return new PrecisionRecall(precise / m, recalled / n, memberships / (k * m), covered / n);
    }

    private static double radius(Features set, int row, int k) {
        return java.util.stream.IntStream.range(0, set.rows())
                .filter(other -> other != row)
                .mapToDouble(other -> distance(set, row, set, other))
                .sorted()
                .skip(k - 1)
                .findFirst()
                .orElseThrow();
    }

    private static double distance(Features a, int i, Features b, int j) {
        double sum = 0;
        for (int k = 0; k < a.columns(); k++) {
            double apart = (double) a.at(i, k) - b.at(j, k);
            sum += apart * apart;
        }
        return Math.sqrt(sum);
    }

    @Test
    void distancesAreThoseOfPythagoras() {
        Features a = Points.normal(70, 37, 2, 3);
        Features b = Points.normal(300, 37, 1, 4);
        Distances distances = Distances.between(a, b);
        double largest = 0;
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < b.rows(); j++) {
                largest = Math.max(largest, Math.abs(Math.sqrt(distances.squaredAt(i, j)) - distance(a, i, b, j)));
            }
        }
        assertThat(largest).isCloseTo(0, within(1e-4));
    }
}
