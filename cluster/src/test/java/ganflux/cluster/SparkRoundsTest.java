package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.CommandRunner;
import ganflux.stream.command.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkRoundsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private ClusterConfig config(String... options) {
        List<String> args = new ArrayList<>(List.of("--bootstrap", "127.0.0.1:1", "--dir", directory.toString()));
        args.addAll(List.of("--workers", "2"));
        args.addAll(List.of(options));
        ClusterCommand command = new ClusterCommand();
        var unused = CommandRunner.commandLine(command).parseArgs(args.toArray(String[]::new));
        return command.config();
    }

    /** What Spark throws here is a checked exception that nothing declares. */
    @Test
    void anAddressThatIsNotThisMachinesIsAUsersMistake() throws IOException {
        Path file = Files.writeString(
                directory.resolve("spark.properties"),
                "spark.driver.bindAddress=203.0.113.1\nspark.authenticate=false\nspark.port.maxRetries=1"); // TEST-NET-3: nobody's
        ClusterConfig config = config("--master", "local[2]", "--spark", file.toString());

        assertThatThrownBy(() -> SparkRounds.start(config))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("Spark does not start with --master local[2]: ")
                .hasMessageContaining("Cannot assign requested address")
                .hasMessageEndingWith("; correct --master, --driver-host or --spark")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aHeapThatIsTooSmallForSparkIsNamedWithWhatRaisesIt() {
        SparkRounds.requireHeap(450L << 20);
        assertThatThrownBy(() -> SparkRounds.requireHeap((450L << 20) - 1))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "the driver has a Java heap of 449 MiB, and Spark needs 450; give -Xmx1g in GANFLUX_JAVA_OPTS,"
                                + " or a container 2 GB of memory (TRAINER_MEMORY of the stack)");
    }

    /** It would go on with threads missing. */
    @Test
    void anExecutorOutOfMemoryEnds() {
        assertThat(SparkRounds.settings(config("--master", "local[2]")).get("spark.executor.extraJavaOptions"))
                .contains("-XX:+ExitOnOutOfMemoryError");
    }
}
