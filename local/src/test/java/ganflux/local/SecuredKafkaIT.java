package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ganflux.broker.testing.SecuredBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The services with a broker that asks for TLS, a name and a password. */
@Timeout(300)
class SecuredKafkaIT {
    private static final String PASSWORD = "opensesame-5c1f";
    private static final String VARIABLE = "KAFKA_PASSWORD_OF_TEST";
    private static final String HOOK_TOKEN = "T0K3N-of-the-hook";

    @TempDir
    private static Path brokerDirectory;

    private static SecuredBroker broker;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = SecuredBroker.start(brokerDirectory, PASSWORD);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void ingestTrainAndMonitorRunThroughItAndNothingTellsThePassword() throws Exception {
        String inFile =
                broker.file("in-file.properties", broker.client(PASSWORD)).toString();
        String inEnvironment = broker.file(
                        "in-environment.properties",
                        broker.client("${env:" + VARIABLE + "}")
                                + "config.providers=env\nconfig.providers.env.class="
                                + "org.apache.kafka.common.config.provider.EnvVarConfigProvider\n")
                .toString();
        String hook = "http://127.0.0.1:9/" + HOOK_TOKEN + "?key=" + HOOK_TOKEN;
        try (LauncherProcess ingest = start("ingest", inFile, "--rate", "4000");
                LauncherProcess train = start("train", inEnvironment, "--dir", "run", "--checkpoint-every", "10");
                LauncherProcess monitor = start("monitor", inEnvironment, "--history", "grids", "--webhook", hook)) {
            String page = monitor.awaitOut("live page is at (\\S+)");
            String trainer = train.awaitOut("metrics and health on (\\S+)");
            assertThat(train.awaitOut("training on the images of (.+), as they come"))
                    .contains(" at ");
            String sender = ingest.awaitOut("(http://\\S+)/metrics");
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> LauncherProcess.get(page + "api/history").matches("(?s).*\"checkpointStep\":[1-9].*"));

            for (String address : List.of(
                    page,
                    page + "metrics",
                    page + "healthz",
                    page + "api/history",
                    page + "api/grids",
                    trainer + "/metrics",
                    trainer + "/healthz",
                    sender + "/metrics",
                    sender + "/healthz")) {
                assertTellsNothing(address, LauncherProcess.get(address));
            }
            for (LauncherProcess process : List.of(ingest, train, monitor)) {
                assertThat(process.stop()).as(process.err()).isZero();
                assertThat(process.err()).isEmpty();
            }
        }
        LauncherProcess inspect = LauncherProcess.start(directory, Map.of(), "inspect", "--dir", "run");
        assertThat(inspect.exitCode()).isZero();
        assertThat(inspect.out()).contains("option         kafka=" + inEnvironment);
        assertThat(files())
                .extracting(file -> file.getFileName().toString())
                .contains("run.properties", "manifest.json", "generator.zip");
        for (Path file : files()) { // what was printed, too
            assertTellsNothing(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
    }

    private LauncherProcess start(String command, String kafka, String... more) throws IOException {
        String[] args = Stream.concat(
                        Stream.of(command, "--bootstrap", broker.bootstrap(), "--kafka", kafka, "--http-port", "0"),
                        Stream.of(more))
                .toArray(String[]::new);
        return LauncherProcess.start(directory, Map.of(VARIABLE, PASSWORD), args);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void assertTellsNothing(String where, String text) {
        assertThat(text.contains(PASSWORD) || text.contains(HOOK_TOKEN))
                .as(where)
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "train", "monitor"})
    void aWrongPasswordIsOneLine(String command) throws Exception {
        String wrong = "closesesame-77";
        assertRefused(
                command,
                broker.file(command + "-wrong.properties", broker.client(wrong)),
                "ganflux: the broker at --bootstrap " + broker.bootstrap() + " refuses this client: Authentication"
                        + " failed: Invalid username or password; give its credentials in a file with --kafka\n",
                wrong);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "train", "monitor"})
    void aCertificateThatIsNotTrustedIsOneLine(String command) throws Exception {
        assertRefused(
                command,
                broker.file(command + "-other.properties", broker.distrustfulClient(PASSWORD)),
                "ganflux: no TLS with the broker at --bootstrap " + broker.bootstrap() + ": unable to find valid"
                        + " certification path to requested target; the trust store that --kafka names must have its"
                        + " certificate, and the certificate this address\n",
                PASSWORD);
    }

    private void assertRefused(String command, Path kafka, String answer, String password) throws Exception {
        String[] more = command.equals("train") ? new String[] {"--dir", "run"} : new String[0];
        try (LauncherProcess process = start(command, kafka.toString(), more)) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.err()).isEqualTo(answer);
            assertThat(process.out() + process.err()).doesNotContain(password);
        }
    }
}
