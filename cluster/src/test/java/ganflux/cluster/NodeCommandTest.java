package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.CommandRunner;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Master and worker: one line for each mistake, and nothing that listens elsewhere without a secret. */
class NodeCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cluster-master --create-secret | 2 ganflux: --create-secret needs --spark FILE, where it is to be written",
                "cluster-worker --master local[2] --memory-mib 512 | 2 ganflux: --master must be spark://HOST:PORT for a worker but is 'local[2]'; correct it",
                "cluster-worker --master spark://m:70000 --memory-mib 512 | 2 ganflux: --master spark://m:70000 has no port of 1 to 65535; correct it",
                "cluster-worker --master spark://m:7077 --memory-mib 0 | 2 ganflux: --memory-mib must be at least 1 but is 0",
                "cluster-worker --master spark://m:7077 --memory-mib 512 --cores -1 | 2 ganflux: --cores must be at least 0 but is -1",
                "cluster-master --spark /no/such/file | 2 ganflux: --spark /no/such/file cannot be read (java.nio.file.NoSuchFileException: /no/such/file); give a Java properties file",
                "cluster-master --spark /no/such/file --create-secret | 1 ganflux: --spark /no/such/file cannot be written (java.nio.file.NoSuchFileException); name a file in a directory of yours",
                "cluster-master --port 70000 | 2 ganflux: --port must be 0 to 65535 but is 70000",
                "cluster-master --ui-port -1 | 2 ganflux: --ui-port must be 0 to 65535 but is -1",
                "cluster-master --state /proc/state | 1 ganflux: --state /proc/state cannot be written to (java.nio.file.NoSuchFileException: /proc/state); name a directory of yours",
                "cluster-worker --master spark://m:7077 --memory-mib 512 --work /proc/work | 1 ganflux: --work /proc/work cannot be written to (java.nio.file.NoSuchFileException: /proc/work); name a directory of yours",
                "cluster-master --host no.such.host.invalid | 1 ganflux: --host no.such.host.invalid is not known here; give a name or an address of this machine",
            })
    void aMistakeIsAnsweredInOneLine(String command, String answer) {
        assertThat(answerTo(command)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "cluster-master --host 192.0.2.1, --host",
        "cluster-worker --master spark://m:7077 --memory-mib 512 --host 192.0.2.1, --host",
        "cluster --master spark://127.0.0.1:1 --workers 1 --bootstrap h:1 --dir d --driver-host 192.0.2.1, --driver-host"
    })
    void nothingListensElsewhereWithoutASecret(String command, String option) throws IOException {
        Path file = Files.writeString(directory.resolve("spark.properties"), "spark.network.timeout=10s");

        assertThat(answerTo(command + " --spark " + file))
                .isEqualTo("2 ganflux: " + option
                        + " 192.0.2.1 is reached from elsewhere, and Spark lets whoever reaches it run"
                        + " programs; give --spark FILE as 'ganflux cluster-master --create-secret' writes it, or"
                        + " spark.authenticate=false in it where everyone there is trusted");
    }

    /** Spark would take the next port, where no worker looks for it. */
    @ParameterizedTest
    @ValueSource(strings = {"--port", "--ui-port"})
    void aPortThatIsTakenIsNamed(String option) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(answerTo("cluster-master " + option + " " + taken.getLocalPort()))
                    .isEqualTo("1 ganflux: " + option + " " + taken.getLocalPort()
                            + " cannot be had on 127.0.0.1 (Address already in use); name another, or end who has it");
        }
    }

    /** Spark's local-cluster has a master and workers, which listen where the environment says. */
    @ParameterizedTest
    @ValueSource(strings = {"SPARK_LOCAL_IP", "SPARK_LOCAL_HOSTNAME"})
    void executorsOfThisMachineListenNowhereElseWithoutASecret(String name) {
        Map<String, String> here = Map.of("SPARK_LOCAL_IP", "127.0.0.1", "SPARK_LOCAL_HOSTNAME", "localhost");
        Map<String, String> elsewhere = new HashMap<>(here);
        elsewhere.put(name, "192.0.2.1");

        assertThatThrownBy(() -> SparkFile.requireSecret(elsewhere, Map.of()))
                .isInstanceOf(UsageError.class)
                .hasMessageStartingWith(name + " 192.0.2.1 is reached from elsewhere, and Spark lets whoever");
        SparkFile.requireSecret(here, Map.of());
        SparkFile.requireSecret(
                elsewhere, Map.of("spark.authenticate", "true", "spark.authenticate.secret", "known to few"));
    }

    /** Where nothing says so they would listen everywhere, Spark's pages even beside a secret. */
    @Test
    void whereSparkListensMustBeSaid() {
        assertThatThrownBy(() -> SparkFile.requireSecret(Map.of("SPARK_LOCAL_HOSTNAME", "localhost"), Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "SPARK_LOCAL_IP is not set, and Spark would listen at every address of this machine; start by"
                                + " './ganflux', which sets it, or set it to 127.0.0.1");
    }

    @Test
    void aSecretThatIsAbsentIsAskedFor() throws IOException {
        Path file = Files.writeString(directory.resolve("spark.properties"), "spark.authenticate=true");

        assertThat(answerTo("cluster-master --spark " + file))
                .isEqualTo("2 ganflux: --spark has spark.authenticate=true but no spark.authenticate.secret; add it");
    }

    @Test
    void aSecretIsMadeOnceAndForItsOwnerAlone() throws IOException {
        Path file = directory.resolve("spark.properties");

        assertThat(SparkFile.create(file)).isTrue();
        Map<String, String> made = SparkFile.read(file);
        assertThat(SparkFile.create(file)).isFalse();

        assertThat(SparkFile.read(file)).isEqualTo(made);
        assertThat(made.get("spark.authenticate.secret")).matches("[0-9a-f]{64}");
        assertThat(made)
                .containsEntry("spark.authenticate", "true")
                .containsEntry("spark.network.crypto.enabled", "true");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Path another = directory.resolve("another.properties");
        SparkFile.create(another);
        assertThat(SparkFile.read(another).get("spark.authenticate.secret"))
                .isNotEqualTo(made.get("spark.authenticate.secret"));
    }

    /** Exit code and message; none of these gets so far that anything is started. */
    private static String answerTo(String command) {
        CommandLine line = CommandRunner.commandLine(new Cluster());
        StringWriter err = new StringWriter();
        line.setErr(new PrintWriter(err));
        int code = line.execute(command.split(" ", -1));
        return code + " " + err.toString().strip();
    }
}
