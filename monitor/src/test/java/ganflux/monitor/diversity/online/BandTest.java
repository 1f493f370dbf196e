package ganflux.monitor.diversity.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BandTest {
    @Test
    void ofManyResamplesIsTheirQuantiles() {
        Band band =
                Band.of(IntStream.rangeClosed(0, 200).mapToDouble(i -> 200 - i).toArray());
        assertThat(band).isEqualTo(new Band(2, 100, 198, 201));
        assertThat(band.judge(2)).isEqualTo(Verdict.INSIDE);
        assertThat(band.judge(1.9)).isEqualTo(Verdict.BELOW);
        assertThat(band.judge(198.1)).isEqualTo(Verdict.ABOVE);
    }

    @Test
    void ofFewResamplesReachesBeyondThem() {
        // 0 to 20: median 10, absolute deviations 0, 1, 1, ... 10, 10 with median 5: 3 * 1.4826 * 5.
        Band band = Band.of(IntStream.rangeClosed(0, 20).asDoubleStream().toArray());
        assertThat(band.low()).isCloseTo(10 - 22.239, within(1e-9));
        assertThat(band.high()).isCloseTo(10 + 22.239, within(1e-9));
        assertThat(Band.of(new double[] {1, 1, 1, 1, 3})).isEqualTo(new Band(1, 1, 3, 5));
    }

    @Test
    void ofFewResamplesHoldsAtLeastTheOnePercentOfNormalValues() {
        Random random = new Random(3);
        int outside = 0;
        for (int round = 0; round < 500; round++) {
            Band band =
                    Band.of(random.doubles(40).map(any -> random.nextGaussian()).toArray());
            for (int i = 0; i < 20; i++) {
                outside += random.nextGaussian() < band.low() ? 1 : 0;
            }
        }
        assertThat(outside / 10_000.0).isLessThan(.01);
    }

    @Test
    void allowsNoVerdictOnTooFew() {
        assertThat(Band.of(new double[19]).judge(5)).isEqualTo(Verdict.UNCALIBRATED);
        assertThat(Band.of(new double[20]).judge(5)).isEqualTo(Verdict.ABOVE);
    }

    @Test
    void calibrationKeepsTheNewest() {
        Calibration calibration = new Calibration();
        for (int i = 0; i < 300; i++) {
            calibration.add(Map.of(Metric.RECALL, i < 100 ? -1000.0 : 7));
        }
        assertThat(calibration.band(Metric.RECALL)).contains(new Band(7, 7, 7, 200));
        assertThat(calibration.band(Metric.JSD)).isEmpty();
        calibration.forget(Metric.RECALL);
        assertThat(calibration.resamples(Metric.RECALL)).isZero();
    }
}
