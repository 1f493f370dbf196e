package ganflux.monitor.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ganflux.monitor.diversity.Modes.Mode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Vectors by hand. */
class ModesTest {
    private static final Modes THREE = new Modes(List.of(
            new Mode(0, new double[] {0, 0}, .1),
            new Mode(1, new double[] {1, 0}, .1),
            new Mode(7, new double[] {5, 5}, .2)));

    /** Within reach of 0, just out of it, within reach of 1, nearest to 7 and far from it. */
    private static final Features FOUR = Points.of(2, .29, 0, .31, 0, 1, .2, 4, 4);

    @Test
    void countsTheModesThatAnyPointReaches() {
        assertThat(THREE.captured(FOUR)).isEqualTo(2);
        assertThat(THREE.captured(Points.of(2, 5, 5.59))).isEqualTo(1); // three times .2
        assertThat(THREE.captured(Points.of(2, 5, 5.61))).isZero();
        assertThat(THREE.captured(Points.of(2, 5.43, 5.43))).isZero(); // .608 away, though neither value is
    }

    @Test
    void aPointBetweenTwoModesMayReachBoth() {
        Modes near = new Modes(List.of(new Mode(0, new double[] {0}, .1), new Mode(1, new double[] {.4}, .1)));

        assertThat(near.captured(Points.line(.2))).isEqualTo(2);
        assertThat(near.highQuality(Points.line(.2))).isEqualTo(1);
    }

    @Test
    void qualityIsTheShareOfPointsThatReachTheirNearestMode() {
        assertThat(THREE.highQuality(FOUR)).isEqualTo(.5);
        assertThat(THREE.highQuality(Points.of(2))).isNaN();
    }

    @Test
    void eachPointIsOfTheNearestModeHoweverFar() {
        assertThat(THREE.classes(FOUR).values()).containsExactly(1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1);
        assertThat(THREE.labels()).containsExactly(0, 1, 7);
        assertThat(THREE.accuracy(FOUR, new int[] {0, 0, 1, 7})).isEqualTo(1);
        assertThat(THREE.accuracy(FOUR, new int[] {1, 0, 1, -1})).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(THREE.accuracy(FOUR, new int[] {-1, -1, -1, -1})).isNaN();
    }

    /** Eight points of label 4 around (10, 20), at a distance of 1: squares add up to 8, over 7 and two values. */
    @Test
    void findsTheModesOfLabelledPoints() {
        Features points = Points.of(
                2, 11, 20, 9, 20, 10, 21, 10, 19, 11, 20, 9, 20, 10, 21, 10, 19, /* of no label and of one too rare: */
                0, 0, 50, 50);
        int[] labels = new int[10];
        Arrays.fill(labels, 0, 8, 4);
        labels[8] = -1;
        labels[9] = 2;

        Modes modes = Modes.of(points, labels).orElseThrow();

        assertThat(modes.labels()).hasSize(1);
        assertThat(modes.labels()).containsExactly(4);
        double reach = 3 * Math.sqrt(8 / 7.0 / 2);
        assertThat(modes.captured(Points.of(2, 10 + reach - .001, 20))).isEqualTo(1);
        assertThat(modes.captured(Points.of(2, 10, 20 - reach - .001))).isZero();
    }

    @Test
    void thereAreNoneWithoutEnoughLabels() {
        assertThat(Modes.of(Points.line(1, 2, 3), new int[] {0, 0, 0})).isEmpty();
        assertThat(Modes.of(Points.line(1, 2, 3), new int[] {-1, -1, -1})).isEmpty();
        assertThat(Modes.of(Points.line(1, 2, 3), new int[0])).isEmpty();
        assertThatThrownBy(() -> new Modes(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
