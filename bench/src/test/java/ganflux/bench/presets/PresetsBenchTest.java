package ganflux.bench.presets;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.bench.DocumentTable;
import ganflux.broker.testing.Printed;
import ganflux.stream.command.CommandRunner;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresetsBenchTest {
    private static final String NUMBER = "-?[0-9.e+]+";

    @TempDir
    Path dir;

    private static Printed run(String... args) {
        return Printed.by(() -> CommandRunner.run(new PresetsBench(), args));
    }

    /** Its own row is replaced, another preset's stays, and so does the text around. */
    @Test
    void measuresAndWritesARowAndAGrid() throws IOException {
        Path document = dir.resolve("doc.md");
        String other = "| `other` | data | 1 | 0.1 | 1 (2) | 0 (1) | grid |\n";
        Files.writeString(
                document,
                "before\n" + PresetsBench.TABLE.begin() + "\n| preset |\n|---|\n| `mlp-mnist` | old |\n" + other
                        + DocumentTable.END + "\nafter\n");

        Printed answer = run("--preset=mlp-mnist", "--steps=20", "--document=" + document);

        String row = "\\| `mlp-mnist` \\| digits,seed=1 \\| 20 \\| [0-9.]+ \\| " + NUMBER + " \\(" + NUMBER + "\\) \\| "
                + NUMBER + " \\(" + NUMBER + "\\) \\| !\\[grid of mlp-mnist]\\(images/presets/mlp-mnist.png\\) \\|\n";
        String titles = "\\| preset \\| data .*\\|\n(\\|---)+\\|\n";
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out()).matches(titles + row);
        assertThat(Files.readString(document))
                .matches("before\n\\Q" + PresetsBench.TABLE.begin() + "\\E\n" + titles + row + "\\Q" + other
                        + DocumentTable.END + "\\E\nafter\n");
        BufferedImage grid =
                ImageIO.read(dir.resolve("images/presets/mlp-mnist.png").toFile());
        assertThat(grid.getWidth()).isEqualTo(8 * 28);
        assertThat(grid.getHeight()).isEqualTo(8 * 28);
    }

    @Test
    void refusesWhatItCannotMeasure() throws IOException {
        assertThat(run("--preset=ring8"))
                .isEqualTo(new Printed(
                        2, "", "ganflux: --preset ring8 is of points; ./ganflux bench modes counts their modes\n"));
        assertThat(run("--preset=mlp-mnist", "--steps=0").err())
                .isEqualTo("ganflux: --steps must be at least 1 but is 0\n");
        assertThat(run("--preset=mlp-mnist", "--data=http", "--steps=1").err())
                .isEqualTo("ganflux: --data must be images that are there: digits, idx:, folder:, cifar10: or"
                        + " stacked-mnist:\n");
        Path document = Files.writeString(dir.resolve("plain.md"), "no table");
        assertThat(run("--preset=mlp-mnist", "--steps=1", "--document=" + document)
                        .err())
                .startsWith("ganflux: --document " + document + " has no place for the table")
                .hasLineCount(1);
    }
}
