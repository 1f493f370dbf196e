package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ganflux.stream.command.UsageError;
import ganflux.stream.image.Floats;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PointSourceTest {
    private static final int MANY = 50_000;

    private static PointSource source(PointMixture mixture) {
        return new PointSource(mixture, SourceOptions.defaults());
    }

    private static List<Image> take(PointSource source, long first, int count) {
        return source.images(first).take(count).toStream().toList();
    }

    /** Each mode's share, and around its centre the mean and the standard deviation of each value. */
    @ParameterizedTest
    @CsvSource({"RING8, 8, 0.01", "GRID25, 25, 0.05", "GAUSSIAN1D, 1, 1"})
    void drawsEquallyLikelyNormalModes(PointMixture mixture, int modes, double deviation) {
        int[] counts = new int[modes];
        double[][] sums = new double[modes][mixture.dimensions()];
        double[][] squares = new double[modes][mixture.dimensions()];
        for (Image point : take(source(mixture), 0, MANY)) {
            float[] values = Floats.of(point.pixels());
            counts[point.label()]++;
            for (int k = 0; k < mixture.dimensions(); k++) {
                double off = values[k] - mixture.modes().get(point.label())[k];
                sums[point.label()][k] += off;
                squares[point.label()][k] += off * off;
            }
        }
        for (int mode = 0; mode < modes; mode++) {
            double expected = MANY / (double) modes;
            assertThat((double) counts[mode]).isCloseTo(expected, within(5 * Math.sqrt(expected)));
            for (int k = 0; k < mixture.dimensions(); k++) {
                double mean = sums[mode][k] / counts[mode];
                assertThat(mean).isCloseTo(0, within(5 * deviation / Math.sqrt(counts[mode])));
                assertThat(Math.sqrt(squares[mode][k] / counts[mode]))
                        .isCloseTo(deviation, within(4 * deviation / Math.sqrt(counts[mode])));
            }
        }
    }

    @Test
    void hasTheModesOfThePapers() {
        double half = Math.sqrt(.5);
        List<double[]> ring = PointMixture.RING8.modes();
        double[][] corners = {
            {1, 0}, {half, half}, {0, 1}, {-half, half}, {-1, 0}, {-half, -half}, {0, -1}, {half, -half}
        };
        for (int i = 0; i < 8; i++) {
            assertThat(ring.get(i)).containsExactly(corners[i], within(1e-15));
        }
        assertThat(PointMixture.GRID25.modes().get(0)).containsExactly(-4, -4);
        assertThat(PointMixture.GRID25.modes().get(7)).containsExactly(-2, 0);
        assertThat(PointMixture.GRID25.modes().get(24)).containsExactly(4, 4);
        assertThat(PointMixture.GAUSSIAN1D.modes()).singleElement().isEqualTo(new double[] {10});
    }

    /** Normal, rather than of another form with the same variance: 68.27 %, 95.45 % and 99.73 % within 1, 2 and 3. */
    @Test
    void theDeviationsAreNormal() {
        int[] within = new int[3];
        for (Image point : take(source(PointMixture.GAUSSIAN1D), 0, MANY)) {
            double off = Math.abs(Floats.of(point.pixels())[0] - 10);
            for (int k = 0; k < 3; k++) {
                within[k] += off < k + 1 ? 1 : 0;
            }
        }
        double[] expected = {.6827, .9545, .9973};
        for (int k = 0; k < 3; k++) {
            double spread = Math.sqrt(expected[k] * (1 - expected[k]) / MANY);
            assertThat(within[k] / (double) MANY).isCloseTo(expected[k], within(4 * spread));
        }
    }

    @ParameterizedTest
    @EnumSource(PointMixture.class)
    void startsAnywhereInTheSameStream(PointMixture mixture) {
        assertThat(take(source(mixture), 20, 30))
                .isEqualTo(take(source(mixture), 0, 50).subList(20, 50));
    }

    @Test
    void anotherSeedIsAnotherStream() {
        PointSource other =
                new PointSource(PointMixture.RING8, SourceOptions.defaults().withSeed(2));

        assertThat(other.id()).isEqualTo("ring8,seed=2");
        assertThat(take(other, 0, 20)).doesNotContainAnyElementsOf(take(source(PointMixture.RING8), 0, 20));
    }

    /** The sum was made by another implementation. */
    @Test
    void drawsTheSamePointsOnEveryMachine() {
        CRC32C sum = new CRC32C();
        take(source(PointMixture.GRID25), 0, 1000).forEach(point -> sum.update(point.pixels()));

        assertThat(Long.toHexString(sum.getValue())).isEqualTo("e567e979");
    }

    @Test
    void refusesWhatPointsDoNotHave() {
        assertThatThrownBy(() -> new PointSource(
                        PointMixture.RING8,
                        SourceOptions.defaults().withShape(new ImageShape(1, new ImageSize(28, 28)))))
                .isInstanceOf(UsageError.class)
                .hasMessage("--data ring8 gives points of 2 values, which have no --size; leave it out");
        SourceOptions grey = new SourceOptions(Optional.empty(), OptionalInt.of(1), false, false, 1, Optional.empty());
        assertThatThrownBy(() -> new PointSource(PointMixture.GAUSSIAN1D, grey))
                .isInstanceOf(UsageError.class)
                .hasMessage("--data gaussian1d gives points of 1 value, which have no --channels; leave it out");
        assertThatThrownBy(() -> new PointSource(
                        PointMixture.RING8, SourceOptions.defaults().withLoop(true)))
                .isInstanceOf(UsageError.class)
                .hasMessageStartingWith("--loop does not go with --data ring8");
    }
}
