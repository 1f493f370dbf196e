package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepResultTest {
    @Test
    void saysWhetherItsFiguresAreNumbers() {
        double nan = Double.NaN;
        double infinite = Double.POSITIVE_INFINITY;
        assertThat(new StepResult(1, 1, 1, 1, 1, 1, 1).isFinite()).isTrue();
        assertThat(new StepResult(nan, 1, 1, 1, 1, 1, 1).isFinite()).isFalse();
        assertThat(new StepResult(1, infinite, 1, 1, 1, 1, 1).isFinite()).isFalse();
        assertThat(new StepResult(1, 1, 1, 1, 1, infinite, 1).isFinite()).isFalse();
        assertThat(new StepResult(1, 1, 1, 1, 1, 1, nan).isFinite()).isFalse();
    }

    /** A loss may have none, which is no failure. */
    @Test
    void doesNotMindScoresThatAreNoNumbers() {
        double nan = Double.NaN;
        assertThat(new StepResult(1, 1, nan, nan, nan, 1, 1).isFinite()).isTrue();
    }
}
