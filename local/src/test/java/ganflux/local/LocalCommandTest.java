package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.stream.image.ImageShape;
import ganflux.trainer.preset.Presets;
import org.junit.jupiter.api.Test;

class LocalCommandTest {
    @Test
    void letsTwoStepsWaitWhereTheUserSaysNothing() {
        assertThat(LocalCommand.ahead(null, Presets.named("mlp-mnist"))).isEqualTo(50_000);
        assertThat(LocalCommand.ahead(null, Presets.named("wgan-original").withBatchSize(512)))
                .as("twice 100 batches of 512")
                .isEqualTo(102_400);
    }

    /** So that a fresh run of large images does not fill a disk. */
    @Test
    void letsNoMoreThanHalfOfTheTopicWaitWhereTheUserSaysNothing() {
        assertThat(LocalCommand.ahead(null, Presets.named("dcgan-celeba")))
                .as("of 3x64x64 what 512 MiB hold")
                .isEqualTo(43_690);
    }

    @Test
    void theTopicKeepsAllThatMayWait() {
        assertThat(LocalCommand.retentionBytes(50_000, new ImageShape(1, 28, 28)))
                .isEqualTo(1L << 30);
        assertThat(LocalCommand.retentionBytes(50_000, new ImageShape(3, 128, 128)))
                .as("twice 50,000 images of 49,152 bytes")
                .isEqualTo(4_915_200_000L);
        assertThat(LocalCommand.retentionBytes(0, new ImageShape(1, 28, 28)))
                .as("no bound")
                .isEqualTo(-1);
    }

    @Test
    void takesWhatTheUserSays() {
        assertThat(LocalCommand.ahead(0L, Presets.named("wgan-original"))).isZero();
        assertThat(LocalCommand.ahead(5_000L, Presets.named("mlp-mnist"))).isEqualTo(5_000);
    }
}
