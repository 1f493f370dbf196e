package ganflux.monitor.diversity.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ganflux.monitor.diversity.online.Reservoir.Held;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReservoirTest {
    private static Held held(int number) {
        return new Held(ByteBuffer.allocate(4).putInt(number).array(), number);
    }

    private static List<Integer> numbers(Reservoir reservoir) {
        return IntStream.range(0, reservoir.size())
                .mapToObj(slot -> reservoir.held(slot).label())
                .toList();
    }

    @Test
    void followsTheStreamWithAgesThatFallExponentially() {
        Reservoir reservoir = new Reservoir(1000, 2000, 1);
        for (int i = 0; i < 50_000; i++) {
            reservoir.add(held(i));
        }
        assertThat(reservoir.size()).isEqualTo(1000);
        double mean = numbers(reservoir).stream()
                .mapToInt(number -> 50_000 - number)
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(2000, within(200.0)); // standard error 63
    }

    @Test
    void isAFunctionOfTheSeed() {
        Reservoir first = new Reservoir(50, 50, 9);
        Reservoir second = new Reservoir(50, 50, 9);
        Reservoir other = new Reservoir(50, 50, 10);
        for (int i = 0; i < 500; i++) {
            first.add(held(i));
            second.add(held(i));
            other.add(held(i));
        }
        assertThat(numbers(first)).isEqualTo(numbers(second)).isNotEqualTo(numbers(other));
    }

    @Test
    void keepsOneOfEachAndMakesItNewAgain() {
        Reservoir reservoir = new Reservoir(3, 3, 1);
        reservoir.add(held(1));
        reservoir.add(held(2));
        reservoir.add(held(1));
        assertThat(numbers(reservoir)).containsExactly(1, 2);
        assertThat(reservoir.newest(1)).containsExactly(0);
        assertThat(reservoir.newest(9)).containsExactly(0, 1);
        for (int i = 0; i < 1000; i++) {
            reservoir.add(held(i % 7));
            assertThat(numbers(reservoir)).doesNotHaveDuplicates();
        }
    }

    @Test
    void givesWhatItDisplaces() {
        Reservoir reservoir = new Reservoir(10, 10, 1);
        List<Integer> displaced = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            reservoir.add(held(i)).ifPresent(old -> displaced.add(old.label()));
        }
        displaced.addAll(numbers(reservoir));
        assertThat(displaced)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void saysWhatChanged() {
        Reservoir reservoir = new Reservoir(10, 10, 1);
        reservoir.add(held(1));
        long time = reservoir.time();
        assertThat(reservoir.changedSince(0)).containsExactly(0);
        assertThat(reservoir.changedSince(time)).isEmpty();
        reservoir.add(held(2));
        reservoir.add(held(1)); // only new again
        assertThat(reservoir.changedSince(time)).containsExactly(1);
        assertThat(reservoir.pixels(new int[] {1, 0}, 4)).containsExactly(0, 0, 0, 2, 0, 0, 0, 1);
    }

    @Test
    void refusesAnAgeBelowItsCapacity() {
        assertThatThrownBy(() -> new Reservoir(10, 9, 1)).hasMessageContaining("9 but is 10");
    }
}
