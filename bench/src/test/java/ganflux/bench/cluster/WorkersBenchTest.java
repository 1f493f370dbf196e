package ganflux.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.bench.Quality.Measured;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkersBenchTest {
    /** 20, 23 and 29 are 4, 1 and 5 from their mean: a variance of 42 / 2, and a standard error of the root of 21 / 3. */
    @Test
    void givesTheMeanOverSeedsWithItsStandardError() {
        assertThat(WorkersBench.overSeeds(List.of(new Measured(20, 2), new Measured(23, 3), new Measured(29, 2.5))))
                .isEqualTo("24.0 ± 2.6 (2.50)");
        assertThat(WorkersBench.overSeeds(List.of(new Measured(.5, .75)))).isEqualTo("0.500 (0.750)");
    }
}
