package ganflux.monitor.diversity.online;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.monitor.alarm.ModeCollapseRule;
import ganflux.monitor.diversity.online.ShapeStream.Kind;
import org.junit.jupiter.api.Test;

/** The alarm of mode collapse before generators of a known kind; {@code ./ganflux bench diversity} runs it at length. */
class CollapseSimulationTest {
    private static final int FAKES = 96;
    private static final int CALIBRATION = 50;

    @Test
    void isSilentBeforeAHealthyGenerator() {
        Trial trial = new Trial(FAKES, 0, 1);
        assertThat(trial.run(CALIBRATION + 150, Kind.healthy(), true)).isZero();
    }

    @Test
    void isSilentWhereRealsDrift() {
        Trial trial = new Trial(FAKES, .003, 2);
        assertThat(trial.run(CALIBRATION + 150, Kind.healthy(), false)).isZero();
    }

    @Test
    void catchesTheLossOfThreeModesWithoutLabels() {
        assertCaught(Kind.modes(7), false, 5);
    }

    @Test
    void catchesTheLossOfThreeModesWithLabels() {
        assertCaught(Kind.modes(7), true, 5);
    }

    @Test
    void catchesTheLossOfAllModesButOne() {
        assertCaught(Kind.modes(1), false, 2);
    }

    @Test
    void catchesAFewImagesRepeated() {
        assertCaught(Kind.distinct(24), false, 2);
    }

    private static void assertCaught(Kind kind, boolean labelled, int episodes) {
        Trial trial = new Trial(FAKES, 0, 4);
        assertThat(trial.run(CALIBRATION, Kind.healthy(), labelled)).isZero();
        for (int episode = 0; episode < episodes; episode++) {
            trial.run(ModeCollapseRule.RAISE_AFTER, kind, labelled);
            assertThat(trial.alarm().raised()).as("episode %d", episode).isTrue();
            trial.run(12, Kind.healthy(), labelled);
            assertThat(trial.alarm().raised()).as("after episode %d", episode).isFalse();
        }
    }
}
