package ganflux.trainer.engine.fast;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.dnnl.memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups divide the batch and are near the size that is best. */
class ImageLayoutTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "7, 1",
        "8, 8",
        "9, 9",
        "26, 26",
        "28, 28",
        "50, 25",
        "64, 32",
        "67, 1",
        "96, 32",
        "100, 25",
        "134, 1",
        "1000, 40"
    })
    void takesTheDivisorNearestToTheBestSize(long images, long group) {
        assertThat(ImageLayout.inGroups(images)).isEqualTo(new ImageLayout(images, group));
    }

    @Test
    void groupsInBfloat16Alone() {
        assertThat(ImageLayout.bestFor(memory.data_type.bf16).of(64).grouped())
                .as("only where the processor multiplies in tiles")
                .isEqualTo(OneDnn.hasTiles());
        assertThat(ImageLayout.bestFor(Natives.F32).of(64).grouped()).isFalse();
    }
}
