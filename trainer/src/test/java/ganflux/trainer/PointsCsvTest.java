package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UsageError;
import ganflux.stream.image.Floats;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.preset.Presets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PointsCsvTest {
    @Test
    void hasALineForEachPoint() {
        byte[] points = Floats.toBytes(1, -.25f, 1e-8f, 30);

        assertThat(new String(PointsCsv.of(points, ImageShape.points(2)), StandardCharsets.UTF_8))
                .isEqualTo("x1,x2\n1.0,-0.25\n1.0E-8,30.0\n");
        assertThat(new String(PointsCsv.of(points, ImageShape.points(1)), StandardCharsets.UTF_8))
                .startsWith("x1\n1.0\n-0.25\n");
    }

    @Test
    void aFileOfTheOtherKindIsRefused() {
        assertThatThrownBy(() -> PointsCsv.requireFitting(Path.of("grid.png"), Presets.named("ring8")))
                .isInstanceOf(UsageError.class)
                .hasMessage(
                        "--out grid.png must end in .csv: preset ring8 gives points of 2 values, which have no picture");
        assertThatThrownBy(() -> PointsCsv.requireFitting(Path.of("grid.csv"), Presets.named("mlp-mnist")))
                .isInstanceOf(UsageError.class)
                .hasMessage(
                        "--out grid.csv must end in .png or be a directory: preset mlp-mnist gives images, not points");
        assertThatCode(() -> PointsCsv.requireFitting(Path.of("a.csv"), Presets.named("gaussian-1d")))
                .doesNotThrowAnyException();
    }
}
