package ganflux.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.local.Launcher;
import ganflux.stream.command.CommandRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command itself, with the kills that a build has time for. */
class ChaosIT {
    @TempDir
    private Path directory;

    @Test
    @Timeout(600)
    void fiveKillsLoseNothingRepeatNothingAndLeaveTheWeightsAsTheyWouldBe() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String[] chaos = {"chaos", "--kills", "5", "--seed", "5", "--steps", "100", "--partitions", "3"};
        int code = run(said, withDirectory(chaos));

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("kill 5 ")
                .contains("12800 images trained")
                .endsWith("0 lost, 0 twice, weights identical\n");
        assertThat(code).isZero();
    }

    @Test
    void refusesADirectoryThatIsNotEmpty() throws IOException {
        Files.createFile(directory.resolve("something"));

        assertThat(run(new ByteArrayOutputStream(), "chaos", "--dir", directory.toString()))
                .isEqualTo(1);
    }

    private String[] withDirectory(String... args) {
        return Stream.concat(Stream.of(args), Stream.of("--dir", directory.toString()))
                .toArray(String[]::new);
    }

    private static int run(ByteArrayOutputStream said, String... args) {
        PrintStream before = System.out;
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            return CommandRunner.run(new Launcher(), Map.of(), args);
        } finally {
            System.setOut(before);
        }
    }
}
