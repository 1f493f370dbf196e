package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScoreBinsTest {
    @Test
    void countsInTwentyEqualBins() {
        ScoreBins bins = new ScoreBins();
        for (double score : new double[] {0, .049, .05, .5, .999, 1, Double.NaN}) {
            bins.add(score);
        }

        assertThat(bins.counts()).hasSize(ScoreBins.BINS);
        assertThat(bins.counts().get(0)).isEqualTo(2);
        assertThat(bins.counts().get(1)).isEqualTo(1);
        assertThat(bins.counts().get(10)).isEqualTo(1);
        assertThat(bins.counts().get(19)).isEqualTo(2);
        assertThat(bins.counts().stream().mapToInt(Integer::intValue).sum()).isEqualTo(6);
    }
}
