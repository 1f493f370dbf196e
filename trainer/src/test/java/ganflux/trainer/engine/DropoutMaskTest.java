package ganflux.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds on shares are four standard errors; keys are fixed, so that they hold always or never. */
class DropoutMaskTest {
    private static final int N = 100_000;

    @ParameterizedTest
    @ValueSource(doubles = {.1, .3, .5, .8, .95})
    void keepsTheGivenShareAndScalesItByItsInverse(double retain) {
        float[] mask = mask(N, 42, 1, retain);

        int kept = 0;
        Set<Float> values = new HashSet<>();
        for (float value : mask) {
            values.add(value);
            kept += value != 0 ? 1 : 0;
        }
        assertThat(values).containsExactlyInAnyOrder(0f, (float) (1 / retain));
        assertThat((double) kept / N).isCloseTo(retain, within(4 * Math.sqrt(retain * (1 - retain) / N)));
    }

    @Test
    void keepsEverythingAtOne() {
        assertThat(mask(1000, 42, 1, 1)).containsOnly(1f);
    }

    @Test
    void isAPureFunction() {
        assertThat(mask(101, 42, 1, .5)).containsExactly(mask(101, 42, 1, .5));
        assertThat(Arrays.copyOf(mask(101, 42, 1, .5), 30)).containsExactly(mask(30, 42, 1, .5));
    }

    @Test
    void setsTheGivenLengthAndNoMore() {
        float[] values = new float[10];
        Arrays.fill(values, -1);

        DropoutMask.fill(values, 7, 42, 1, .5);

        assertThat(Arrays.copyOf(values, 7)).doesNotContain(-1f);
        assertThat(Arrays.copyOfRange(values, 7, 10)).containsOnly(-1f);
    }

    /** Keys and layers that differ by little give masks that agree as often as chance has it, at every shift. */
    @ParameterizedTest
    @ValueSource(doubles = {.5, .8})
    void isIndependentBetweenLayersAndKeys(double retain) {
        float[] mask = mask(N, 42, 1, retain);
        for (int shift = 0; shift < 64; shift++) {
            assertIndependent(mask, mask(N, 42, 2, retain), shift, retain);
            assertIndependent(mask, mask(N, 43, 1, retain), shift, retain);
            assertIndependent(mask, mask(N, 41, 1, retain), shift, retain);
            assertIndependent(mask, mask(N, 43, 2, retain), shift, retain);
            if (shift > 0) {
                assertIndependent(mask, mask, shift, retain);
            }
        }
    }

    /** The first element over many keys: the quality of the key, not of the generator behind it. */
    @Test
    void keepsTheGivenShareOverKeysAndOverLayers() {
        int n = 20_000;
        double byKeys = 0;
        double byLayers = 0;
        for (int i = 0; i < n; i++) {
            byKeys += mask(1, i, 0, .5)[0] / 2;
            byLayers += mask(1, 7, i, .5)[0] / 2;
        }
        assertThat(byKeys / n).isCloseTo(.5, within(4 * .5 / Math.sqrt(n)));
        assertThat(byLayers / n).isCloseTo(.5, within(4 * .5 / Math.sqrt(n)));
    }

    private static void assertIndependent(float[] a, float[] b, int shift, double retain) {
        int n = N - shift;
        int agreeing = 0;
        for (int i = 0; i < n; i++) {
            agreeing += a[i + shift] == b[i] ? 1 : 0;
        }
        double chance = retain * retain + (1 - retain) * (1 - retain);
        assertThat((double) agreeing / n)
                .as("share of agreeing elements at shift %d", shift)
                .isCloseTo(chance, within(4.5 * Math.sqrt(chance * (1 - chance) / n)));
    }

    private static float[] mask(int n, long key, int layer, double retain) {
        float[] mask = new float[n];
        DropoutMask.fill(mask, n, key, layer, retain);
        return mask;
    }
}
