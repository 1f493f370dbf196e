package ganflux.monitor.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AlarmStateTest {
    /** Feeds findings, {@code x} for bad and {@code .} for good; gives the state after each, {@code R} for raised. */
    private static String run(String findings) {
        AlarmState state = AlarmState.quiet(3, 5);
        StringBuilder raised = new StringBuilder();
        for (int i = 0; i < findings.length(); i++) {
            state = state.update(findings.charAt(i) == 'x');
            raised.append(state.raised() ? 'R' : '-');
        }
        return raised.toString();
    }

    @Test
    void raisesAfterThreeBadInARow() {
        assertThat(run("xxx")).isEqualTo("--R");
        assertThat(run("xx.xx.xxx")).isEqualTo("--------R");
    }

    @Test
    void clearsAfterFiveGoodInARow() {
        assertThat(run("xxx.....")).isEqualTo("--RRRRR-");
        assertThat(run("xxx....x.....")).isEqualTo("--RRRRRRRRRR-");
    }

    @Test
    void countsAnewAfterEachTurn() {
        assertThat(run("xxx.....xxx")).isEqualTo("--RRRRR---R");
        assertThat(run("xxxxxx.....")).isEqualTo("--RRRRRRRR-");
    }

    @Test
    void refusesToTurnAtOnce() {
        assertThatThrownBy(() -> AlarmState.quiet(0, 5)).hasMessageContaining("0, 5");
    }
}
