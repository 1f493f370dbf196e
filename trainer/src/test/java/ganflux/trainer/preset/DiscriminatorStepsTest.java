package ganflux.trainer.preset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DiscriminatorStepsTest {
    private static long[] withMore(DiscriminatorSteps steps) {
        return LongStream.rangeClosed(1, 11)
                .filter(step -> steps.at(step) == steps.most())
                .toArray();
    }

    @Test
    void saysWhichStepsHaveMore() {
        DiscriminatorSteps both = new DiscriminatorSteps(5, 100, 3, 5);
        assertThat(withMore(both)).containsExactly(1, 2, 3, 6, 11);
        assertThat(both).hasToString("5 discriminator updates, 100 in the first 3 steps and in one of each 5");

        DiscriminatorSteps regular = new DiscriminatorSteps(1, 2, 0, 5);
        assertThat(withMore(regular)).containsExactly(1, 6, 11);
        assertThat(regular).hasToString("1 discriminator update, 2 in one of each 5");

        DiscriminatorSteps atFirst = new DiscriminatorSteps(1, 2, 4, 0);
        assertThat(withMore(atFirst)).containsExactly(1, 2, 3, 4);
        assertThat(atFirst).hasToString("1 discriminator update, 2 in the first 4 steps");

        assertThat(DiscriminatorSteps.always(1)).hasToString("1 discriminator update");
    }
}
