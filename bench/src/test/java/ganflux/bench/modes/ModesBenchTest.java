package ganflux.bench.modes;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.bench.Bench;
import ganflux.broker.testing.Printed;
import ganflux.ingest.source.PointMixture;
import ganflux.stream.command.CommandRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModesBenchTest {
    @TempDir
    Path dir;

    private static Printed run(String... args) {
        return Printed.by(() -> CommandRunner.run(new ModesBench(), args));
    }

    /** One straight line finds the one mode of the numbers, and is as wide as its noise. */
    @Test
    void trainsCountsAndTellsAll() throws Exception {
        Path json = dir.resolve("modes.json");

        Path document = Files.writeString(
                dir.resolve("doc.md"), "<!-- written by ./ganflux bench modes -->\n<!-- up to here -->\n");

        Printed answer = run(
                "--preset=gaussian-1d",
                "--runs=2",
                "--steps=60",
                "--every=20",
                "--json=" + json,
                "--document=" + document);

        assertThat(answer.code()).isZero();
        assertThat(answer.out())
                .containsPattern("step 20 +modes.*\n +step 40 +modes.*\n +seed 1, in ")
                .contains("gaussian-1d on gaussian1d: 60 steps of 5000, counted on 2,500", "seed 2, in ", "mean")
                .doesNotContain("published");
        assertThat(json)
                .content()
                .contains("\"preset\": \"gaussian-1d\"", "\"steps\": 60", "\"seed\": 1, \"modes\": 1", "\"seed\": 2");
        assertThat(document)
                .content()
                .containsPattern(
                        "\\| `gaussian-1d` \\| gaussian1d \\| 60 \\| 2 \\| 1\\.0 \\| 1 \\| high quality [0-9.]+ % \\| [0-9.]+ \\|\n<!--");
    }

    @Test
    void standsBesideThePublishedFigures() {
        Printed answer = run("--preset=ring8", "--runs=1", "--steps=1");

        assertThat(answer.out())
                .containsPattern("the data itself +modes +8\\.0 +high quality +9[89]\\.. %")
                .contains("published, after 400,000 steps:")
                .containsPattern("GAN, in PacGAN's paper +modes +6\\.3 +high quality +98\\.2 %");
        assertThat(Published.of(PointMixture.GRID25)).hasSize(6);
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        assertThat(run("--preset=ring8", "--data=gaussian1d"))
                .isEqualTo(new Printed(
                        2,
                        "",
                        "ganflux: --preset ring8 takes points of 2 values but --data gaussian1d gives points of 1 value;"
                                + " give a preset for those\n"));
        assertThat(run("--preset=mlp-mnist").err())
                .isEqualTo(
                        "ganflux: --preset mlp-mnist does not say what to train on; give --data ring8, grid25, gaussian1d or"
                                + " stacked-mnist:IMAGES,LABELS\n");
        assertThat(run("--preset=mlp-mnist", "--data=digits").err())
                .isEqualTo(
                        "ganflux: --data 'digits' has no modes that can be counted; give ring8, grid25, gaussian1d or"
                                + " stacked-mnist:IMAGES,LABELS\n");
        assertThat(run("--runs=0").err())
                .contains("--runs, --steps and --every must be at least 1 but are 0, 20000 and");
        assertThat(Bench.class.getAnnotation(picocli.CommandLine.Command.class).subcommands())
                .contains(ModesBench.class);
    }
}
