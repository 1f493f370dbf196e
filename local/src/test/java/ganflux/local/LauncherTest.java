package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.testing.Printed;
import ganflux.stream.command.CommandRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's mistakes, as the user meets them: one line on standard error, and the exit code. */
class LauncherTest {
    @TempDir
    private Path directory;

    @Test
    void namesTheNearestPreset() {
        Printed answer = run("local", "--preset", "mlp-mnst");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err())
                .startsWith("ganflux: unknown preset 'mlp-mnst'; did you mean 'mlp-mnist'? (presets: mlp-mnist, ")
                .hasLineCount(1);
    }

    @Test
    void namesThePlaceInAPresetOfTheUsersOwn() throws IOException {
        Path file = directory.resolve("mine.yaml");
        Files.writeString(file, "description: mine\nbatch: a few\n");
        assertThat(run("local", "--dir", directory.resolve("run").toString(), "--preset", file.toString()))
                .returns(2, Printed::code)
                .returns("ganflux: " + file + ":1: 'images' is missing\n", Printed::err);
        assertThat(directory.resolve("run")).doesNotExist();
    }

    @Test
    void saysWhichVersionItIs() {
        Printed printed = run("--version");
        assertThat(printed.code()).isZero();
        assertThat(printed.out()).matches("ganflux \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d+\\S*, \\S.* \\S+\\)\\R");
    }

    @Test
    void namesTheNearestOptionAndCommand() {
        assertThat(run("local", "--step", "3").err())
                .isEqualTo("ganflux: unknown option '--step'; did you mean '--steps'? (see 'ganflux local --help')\n");
        assertThat(run("lokal").err())
                .isEqualTo("ganflux: unknown command 'lokal'; did you mean 'local'? (see 'ganflux --help')\n");
    }

    @Test
    void refusesDataThatDoesNotExist() {
        Path absent = directory.resolve("absent.gz");
        Printed answer = run("local", "--dir", directory.resolve("run").toString(), "--data", "idx:" + absent);
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err())
                .startsWith("ganflux: ")
                .contains(absent.toString())
                .hasLineCount(1);
    }

    @Test
    void refusesImagesThatDoNotFitThePreset() throws IOException {
        Path idx = directory.resolve("small.idx");
        Files.write(idx, new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4});
        Printed answer = run("local", "--dir", directory.resolve("run").toString(), "--data", "idx:" + idx);
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err())
                .startsWith("ganflux: ")
                .contains("2x2")
                .contains("28x28")
                .hasLineCount(1);
    }

    /** Options of ingest, which would not take such images either, are not these. */
    @Test
    void refusesDataOfAShapeOfTheirOwnWithItsOwnOptions() throws IOException {
        Path cifar = Files.write(directory.resolve("data_batch_1.bin"), new byte[3073]);
        Path idx = directory.resolve("grey.idx");
        Files.write(idx, new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4});
        assertMisfit("mlp-mnist", "1x28x28", "cifar10:" + cifar, "3x32x32");
        assertMisfit("mlp-mnist", "1x28x28", "stacked-mnist:" + idx, "3x2x2");
        assertMisfit("dcgan-celeba", "3x64x64", "idx:" + idx, "1x2x2");
    }

    private void assertMisfit(String preset, String wanted, String data, String given) {
        Path run = directory.resolve("run");
        assertThat(run("local", "--dir", run.toString(), "--preset", preset, "--data", data))
                .returns(1, Printed::code)
                .returns(
                        "ganflux: --preset " + preset + " takes images of " + wanted + " but --data gives images of "
                                + given + "; give other --data, or another --preset\n",
                        Printed::err);
        assertThat(run).doesNotExist();
    }

    /** A step takes up to 100 batches of 64: a source that paused with less would never let it begin. */
    @Test
    void refusesToPauseBeforeAStepHasItsImages() {
        Path run = directory.resolve("run");
        assertThat(run("local", "--dir", run.toString(), "--preset", "wgan-original", "--ahead", "12799"))
                .returns(2, Printed::code)
                .returns(
                        "ganflux: --ahead must be 0 or at least 12800 but is 12799: a step takes up to 6400 images, and the"
                                + " trainer tells its progress by whole records\n",
                        Printed::err);
        assertThat(run("local", "--dir", run.toString(), "--ahead", "9223372036854775807"))
                .returns(2, Printed::code)
                .returns(
                        "ganflux: --ahead must be at most 1000000000 but is 9223372036854775807; 0 lets any number of"
                                + " images wait\n",
                        Printed::err);
        assertThat(run).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ring8       | digits     | --preset ring8 takes points of 2 values but --data gives images of 1x28x28; give --data ring8 or grid25, or another --preset
            gaussian-1d | ring8      | --preset gaussian-1d takes points of 1 value but --data gives points of 2 values; give --data gaussian1d, or another --preset
            mlp-mnist   | gaussian1d | --preset mlp-mnist takes images of 1x28x28 but --data gives points of 1 value; give other --data, or another --preset
            """)
    void refusesPointsForImagesAndTheOtherWayRound(String preset, String data, String message) {
        Path run = directory.resolve("run");
        assertThat(run("local", "--dir", run.toString(), "--preset", preset, "--data", data))
                .returns(1, Printed::code)
                .returns("ganflux: " + message + "\n", Printed::err);
        assertThat(run).doesNotExist();
    }

    @Test
    void chaosTakesNoPoints() {
        assertThat(run("chaos", "--preset", "ring8"))
                .returns(2, Printed::code)
                .returns(
                        "ganflux: --preset ring8 takes points of 2 values, but chaos sends drawn digits; give a preset"
                                + " for images\n",
                        Printed::err);
    }

    @Test
    void aLossWithoutScoresKeepsNoneForThem() {
        assertThat(run("local", "--dir", directory.resolve("run").toString(), "--preset=wgan", "--keep-best=scores"))
                .returns(2, Printed::code)
                .returns(
                        "ganflux: --keep-best scores does not go with --preset wgan, whose loss has no scores; give none,"
                                + " coverage or frechet\n",
                        Printed::err);
    }

    @Test
    void refusesADirectoryThatCannotBe() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Printed answer = run("local", "--dir", file.resolve("run").toString());
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).startsWith("ganflux: --dir " + file.resolve("run") + " cannot be written");
    }

    @Test
    void refusesAPortThatIsTakenAndLeavesNothingRunning() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Printed answer = run("local", "--dir", directory.toString(), "--http-port", port);
            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.err()).startsWith("ganflux: --http-port " + port).hasLineCount(1);
        }
    }

    @Test
    void saysThatThereIsNoCheckpoint() {
        assertThat(run("inspect", "--dir", directory.toString()))
                .returns(1, Printed::code)
                .returns(
                        "ganflux: --dir " + directory
                                + " has no checkpoint; give the directory of a run that has trained\n",
                        Printed::err);
    }

    private static Printed run(String... args) {
        return Printed.by(() -> CommandRunner.run(new Launcher(), Map.of(), args));
    }
}
