package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ganflux.ingest.source.UploadStats;
import ganflux.stream.command.CommandRunner;
import ganflux.stream.command.ResolvedConfiguration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class IngestCommandTest {
    @TempDir
    Path dir;

    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(
                        "--data=digts",
                        "--data 'digts' is of unknown kind 'digts'; did you mean 'digits'?"
                                + " (digits | idx:IMAGES[,LABELS] | folder:DIR | watch:DIR | http | stdin | kafka:TOPIC"
                                + " | stacked-mnist:IMAGES[,LABELS] | cifar10:FILE|DIR | ring8 | grid25 | gaussian1d)"),
                arguments("--size=28", "--size '28' must be HEIGHTxWIDTH, such as 28x28"),
                arguments("--size=0x28", "image size 0x28 is out of range; both sides must be 1 to 4096"),
                arguments("--channels=2", "--channels 2 must be 1 (grey) or 3 (red, green, blue)"),
                arguments("--rate=-1", "--rate -1.0 must be a positive number of images per second, or 0 for no limit"),
                arguments("--batch-images=-1", "--batch-images -1 must be at least 1, or 0 for the usual size"),
                arguments("--ahead=-5", "--ahead -5 must be a number of images up to 1000000000, or 0 for no limit"),
                arguments("--partitions=0", "--partitions 0 must be at least 1"),
                arguments("--replication=0", "--replication 0 must be at least 1 and at most the number of brokers"),
                arguments("--retention-hours=0", "--retention-hours 0 must be at least 1"),
                arguments("--retention-bytes=-2", "--retention-bytes -2 must be a size, or -1 for no limit"),
                arguments("--source-id=", "--source-id has 0 characters, but must have 1 to 200"),
                arguments("--run=", "--run must have 1 to 200 characters, not only blanks, but is ''"),
                arguments("--settle=-1", "--settle -1.0 must be a number of seconds, 0 to 86400"),
                arguments(
                        "--listen=8090",
                        "--listen '8090' must be HOST:PORT, such as 127.0.0.1:8090 or 0.0.0.0:8090; port 0 picks a free"
                                + " one"),
                arguments("--max-request-mib=0", "--max-request-mib 0 must be 1 to 1024"),
                arguments("--max-request-images=0", "--max-request-images 0 must be at least 1"),
                arguments(
                        "--request-buffer-mib=8",
                        "--request-buffer-mib 8 must be at least --max-request-mib 32 and at most 1024, or 0 for the"
                                + " usual"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void answersAMistakeInOneLine(String argument, String message) {
        assertThat(run("--bootstrap=127.0.0.1:1", argument)).isEqualTo(2);
        assertThat(err).hasToString("ganflux: " + message + System.lineSeparator());
    }

    @Test
    void suggestsTheNearestOption() {
        assertThat(run("--bootstrap=127.0.0.1:1", "--shufle")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown option '--shufle'; did you mean '--shuffle'?");
    }

    @Test
    void badDataEndsItWithOne() {
        assertThat(run("--bootstrap=127.0.0.1:1", "--http-port=0", "--data=folder:" + dir))
                .isEqualTo(1);
        assertThat(err)
                .hasToString("ganflux: folder " + dir
                        + " holds no images; give a folder with PNG, JPEG, BMP or GIF files" + System.lineSeparator());
        assertThat(out.toString())
                .contains("ingest: ", "data=folder:", "retention-hours=168", "partitions=1", "http-port=0");
    }

    @Test
    void aTokenFileMustHoldOne() throws IOException {
        Path missing = dir.resolve("missing");
        assertThat(run("--bootstrap=127.0.0.1:1", "--http-port=0", "--data=http", "--token-file=" + missing))
                .isEqualTo(1);
        Path empty = Files.writeString(dir.resolve("empty"), " \n");
        assertThat(run("--bootstrap=127.0.0.1:1", "--http-port=0", "--data=http", "--token-file=" + empty))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        "ganflux: --token-file " + missing + " cannot be read (java.nio.file.NoSuchFileException: "
                                + missing + "); give a file that holds a token",
                        "ganflux: --token-file " + empty
                                + " is empty; write a token into it, such as the output of 'openssl rand -hex 32'");
    }

    @Test
    void moreMemoryThanThereIsIsNotPromised() {
        assertThat(run("--bootstrap=127.0.0.1:1", "--http-port=0", "--data=http", "--request-buffer-mib=1024"))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("ganflux: --request-buffer-mib 1024 is more than half of the ")
                .contains(" MiB that Java may use; give less, or more memory (-Xmx)");
    }

    @Test
    void theDefaultsAreThese() {
        IngestCommand command = new IngestCommand();
        CommandLine line = CommandRunner.commandLine(command);
        line.parseArgs("--bootstrap=here:1");

        assertThat(ResolvedConfiguration.line(ResolvedConfiguration.of(line.getCommandSpec())))
                .isEqualTo(
                        "ahead=0 batch-images=0 bootstrap=here:1 data=digits http-host=127.0.0.1 http-port=8082"
                                + " listen=127.0.0.1:8090 loop=false max-request-images=10000 max-request-mib=32 partitions=1 rate=0.0"
                                + " replication=1 request-buffer-mib=0 retention-bytes=-1 retention-hours=168 seed=1"
                                + " settle=2.0 shuffle=false shutdown-timeout=25 topic=ganflux.images trainer-group=ganflux-trainer");
    }

    @Test
    void tellsProgress() {
        assertThat(IngestCommand.progress(stats(5_000, 0, List.of(), false), 1234.4))
                .isEqualTo("5000 images sent, 1234 images/s, pass 3");
        assertThat(IngestCommand.progress(stats(5_000, 2, List.of("a", "b"), true), 0))
                .isEqualTo(
                        "5000 images sent, 0 images/s, pass 3, 2 skipped, waiting for the trainer: 700 images untrained");
    }

    @Test
    void sumsUp() {
        assertThat(IngestCommand.summary(stats(5_000, 0, List.of(), false), true))
                .isEqualTo("done: 5000 images sent");
        assertThat(IngestCommand.summary(stats(0, 0, List.of(), false), true))
                .isEqualTo(
                        "done: 0 images sent, as the topic has all of them already (--source-id NAME sends them again"
                                + " under that name)");
        assertThat(IngestCommand.summary(stats(0, 2, List.of("a", "b"), false), true))
                .isEqualTo("done: 0 images sent, 2 unreadable ones skipped: a, b");
        assertThat(IngestCommand.summary(stats(9, 7, List.of("a", "b"), false), false))
                .isEqualTo("stopped: 9 images sent, 7 unreadable ones skipped: a, b, ...");
    }

    private int run(String... args) {
        CommandLine line = CommandRunner.commandLine(new IngestCommand());
        line.setErr(new PrintWriter(err));
        line.setOut(new PrintWriter(out));
        return line.execute(args);
    }

    private static IngestStats stats(long images, long skipped, List<String> names, boolean waits) {
        return new IngestStats(
                images,
                1,
                1,
                skipped,
                names,
                images,
                OptionalLong.of(2_000),
                0,
                waits,
                700,
                Duration.ZERO,
                UploadStats.NONE);
    }
}
