package ganflux.monitor.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Against the published figures of 10,000 normal points in 1,000 dimensions (Naeem et al. 2020's own example). */
class PrecisionRecallIT {
    @Test
    void givesThePublishedFiguresOfTwoNormalSamples() {
        Features reals = Points.normal(10_000, 1_000, 1, 1);
        Features fakes = Points.normal(10_000, 1_000, 1, 2);
        PrecisionRecall figures = PrecisionRecall.of(reals, fakes, PrecisionRecall.NEIGHBOURS);
        assertThat(figures.precision()).isCloseTo(.477, within(.03));
        assertThat(figures.recall()).isCloseTo(.471, within(.03));
        assertThat(figures.density()).isCloseTo(1.056, within(.04));
        assertThat(figures.coverage()).isCloseTo(.974, within(.01));
    }
}
