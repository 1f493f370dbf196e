package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.trainer.ModelState;
import ganflux.trainer.gan.NetworkState;
import ganflux.trainer.gan.NetworkState.RunningRange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against values worked out by hand. */
class AveragingTest {
    @Test
    void parametersAndOptimiserStateAreMeans() {
        NetworkState average = average(
                new NetworkState(new float[] {1, -2}, new float[] {4, 0}, 7, List.of()),
                new NetworkState(new float[] {3, 2}, new float[] {0, 1}, 6, List.of()),
                new NetworkState(new float[] {5, 3}, new float[] {2, 2}, 7, List.of()));

        assertThat(average.parameters()).containsExactly(3, 1);
        assertThat(average.optimiser()).containsExactly(2, 1);
        assertThat(average.updates()).as("of the slot that met no NaN").isEqualTo(7);
    }

    /** Means 1 and 5 with variances 2 and 4: the mean is 3, the variance 3 within and 4 between. */
    @Test
    void aVarianceIsThatOfAllImagesTogether() {
        List<RunningRange> plain = List.of(new RunningRange(1, 2, 1, false));

        NetworkState average = average(
                new NetworkState(new float[] {9, 1, 2}, new float[0], 1, plain),
                new NetworkState(new float[] {11, 5, 4}, new float[0], 1, plain));

        assertThat(average.parameters()).containsExactly(10, 3, 7);
        assertThat(average.running()).isEqualTo(plain);
    }

    /** Deviations 10 and 100, as 1 and 2; means 0 and 60: 5,050 within and 900 between. */
    @Test
    void aDeviationIsNotAveragedAsTheLogarithmThatItIsKeptAs() {
        List<RunningRange> logarithmic = List.of(new RunningRange(0, 2, 2, true));

        NetworkState average = average(
                new NetworkState(new float[] {0, 7, 1, 1}, new float[0], 1, logarithmic),
                new NetworkState(new float[] {60, 7, 2, 1}, new float[0], 1, logarithmic));

        assertThat(average.parameters()[0]).isEqualTo(30);
        assertThat((double) average.parameters()[2]).isCloseTo(Math.log10(Math.sqrt(5950)), within(1e-6));
        assertThat(average.parameters()[3]).as("where workers agree").isEqualTo(1);
    }

    /** Its running statistics are the generator's: means 1 and 5 with variances 2 and 4, as above. */
    @Test
    void movingAveragesAreAveraged() {
        List<RunningRange> running = List.of(new RunningRange(1, 2, 1, false));
        NetworkState one = new NetworkState(new float[] {9, 1, 2}, new float[0], 1, running);
        NetworkState other = new NetworkState(new float[] {11, 5, 4}, new float[0], 1, running);

        ModelState average = Averaging.of(List.of(
                new ModelState(one, one, new float[] {6, 1, 2}), new ModelState(other, other, new float[] {7, 5, 4})));

        assertThat(average.average()).containsExactly(6.5f, 3, 7);
        assertThat(Averaging.of(List.of(both(one), both(other))).average())
                .as("of none")
                .isEmpty();
    }

    @Test
    void theAverageOfOneIsThatOne() {
        ModelState only = both(new NetworkState(new float[] {1}, new float[0], 1, List.of()));

        assertThat(Averaging.of(List.of(only))).isSameAs(only);
    }

    /** Each of both networks: (3, 4) is (2, 4) and (4, 4), each 1 away from a vector of length 5. */
    @Test
    void theSpreadIsTheDistanceOverTheLength() {
        List<ModelState> slots = List.of(
                both(new NetworkState(new float[] {2, 4}, new float[0], 1, List.of())),
                both(new NetworkState(new float[] {4, 4}, new float[0], 1, List.of())));

        assertThat(Averaging.spread(slots, Averaging.of(slots))).isCloseTo(.2, within(1e-12));
        assertThat(Averaging.spread(slots.subList(0, 1), slots.get(0))).isZero();
    }

    private static NetworkState average(NetworkState... slots) {
        ModelState average =
                Averaging.of(List.of(slots).stream().map(AveragingTest::both).toList());
        assertThat(average.discriminator().parameters())
                .isEqualTo(average.generator().parameters());
        return average.generator();
    }

    private static ModelState both(NetworkState network) {
        return new ModelState(network, network, new float[0]);
    }
}
