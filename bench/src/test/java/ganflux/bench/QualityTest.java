package ganflux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageSource;
import ganflux.monitor.diversity.online.Metric;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class QualityTest {
    private static final Preset PRESET = Presets.named("mlp-mnist");

    private static Quality ofDigits(int seed) throws Exception {
        try (ImageSource drawn = EndlessData.open(DataSpec.parse("digits"), PRESET, seed);
                ImageSource reals = EndlessData.open(DataSpec.parse("digits"), PRESET, 1)) {
            ByteArrayOutputStream pixels = new ByteArrayOutputStream();
            drawn.images(0).take(Quality.FAKES).toIterable().forEach(image -> pixels.writeBytes(image.pixels()));
            return Quality.of(pixels.toByteArray(), reals, 1);
        }
    }

    /** Digits that another seed drew are what a perfect generator would give. */
    @Test
    void otherRealsAreAsGoodAsReals() throws Exception {
        Quality quality = ofDigits(2);

        Quality.Measured coverage = quality.get(Metric.COVERAGE);
        assertThat(coverage.fakes()).isBetween(coverage.reals() - .1, coverage.reals() + .1);
        assertThat(quality.get(Metric.FRECHET_DISTANCE).fakes())
                .isLessThan(2 * quality.get(Metric.FRECHET_DISTANCE).reals());
    }

    @Test
    void blackImagesAreNot() throws Exception {
        try (ImageSource reals = EndlessData.open(DataSpec.parse("digits"), PRESET, 1)) {
            Quality quality = Quality.of(new byte[Quality.FAKES * PRESET.shape().bytes()], reals, 1);

            assertThat(quality.get(Metric.COVERAGE).fakes()).isLessThan(.05);
            assertThat(quality.get(Metric.COVERAGE).reals()).isGreaterThan(.5);
        }
    }

    @Test
    void figuresAreShownBesideThoseOfReals() {
        assertThat(new Quality.Measured(12.345, .9876).text()).isEqualTo("12.3 (0.988)");
    }
}
