package ganflux.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThinnedSeriesTest {
    @Test
    void keepsEveryRowWhileThereIsRoom() {
        ThinnedSeries series = filled(8, 7);
        assertThat(series.rows()).hasSize(7);
        assertThat(series.rows().get(3)).containsExactly(4, 40);
    }

    @Test
    void averagesNeighboursWhereItWouldOverflow() {
        ThinnedSeries series = filled(4, 4);
        assertThat(series.rows()).containsExactly(new double[] {2, 15}, new double[] {4, 35});
    }

    @Test
    void staysSmallAndSpansTheWholeRun() {
        ThinnedSeries series = filled(64, 100_000);
        assertThat(series.rows()).hasSizeBetween(32, 65);
        assertThat(series.rows().get(0)[0]).isLessThan(100_000 / 32.0);
        assertThat(series.rows().get(series.rows().size() - 1)[0]).isEqualTo(100_000);
    }

    @Test
    void keepsTheMeanOfTheWholeRun() {
        ThinnedSeries series = filled(64, 1 << 16);
        double mean =
                series.rows().stream().mapToDouble(row -> row[1]).average().orElseThrow();
        assertThat(mean).isEqualTo(10 * ((1 << 16) + 1) / 2.0);
    }

    @Test
    void showsAnIncompleteGroupAsItsLastRow() {
        ThinnedSeries series = filled(4, 5);
        assertThat(series.rows()).hasSize(3);
        assertThat(series.rows().get(2)).containsExactly(5, 50);
    }

    @Test
    void doesNotLetANaNSwallowItsNeighbours() {
        ThinnedSeries series = new ThinnedSeries(2, 1);
        series.add(new double[] {1, Double.NaN});
        series.add(new double[] {2, 8});
        assertThat(series.rows()).containsExactly(new double[] {2, 8});
        ThinnedSeries unknown = new ThinnedSeries(2, 1);
        unknown.add(new double[] {1, Double.NaN});
        unknown.add(new double[] {2, Double.POSITIVE_INFINITY});
        assertThat(unknown.rows().get(0)[1]).isNaN();
    }

    @Test
    void forgetsWhatARewindMadeUntrue() {
        ThinnedSeries series = filled(8, 7);
        series.removeFrom(3);
        series.add(new double[] {3, 99});
        assertThat(series.rows()).containsExactly(new double[] {1, 10}, new double[] {2, 20}, new double[] {3, 99});
    }

    private static ThinnedSeries filled(int capacity, int rows) {
        ThinnedSeries series = new ThinnedSeries(capacity, 1);
        for (int i = 1; i <= rows; i++) {
            series.add(new double[] {i, 10.0 * i});
        }
        return series;
    }
}
