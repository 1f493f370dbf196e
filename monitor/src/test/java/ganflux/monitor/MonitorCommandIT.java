package ganflux.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.KafkaBroker;
import ganflux.stream.command.CommandRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own. */
class MonitorCommandIT {
    private static final String PROMISE = "The live page is at ";

    @TempDir
    Path dir;

    @Test
    void printsItsAddressAndEndsCleanlyWhenAsked() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(dir, 0)) {
            Process process = monitor("--bootstrap", broker.bootstrap(), "--http-port", "0");
            try (BufferedReader out = process.inputReader()) {
                assertThat(out.readLine())
                        .startsWith("monitor: ")
                        .contains("bootstrap=" + broker.bootstrap(), "http-host=127.0.0.1", "http-port=0");
                String address = out.readLine();
                assertThat(address).startsWith(PROMISE + "http://127.0.0.1:");
                String page = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(address.substring(PROMISE.length())))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
                assertThat(page).contains("<title>Ganflux</title>");
                process.destroy();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static Process monitor(String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder =
                new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), MonitorMain.class.getName());
        builder.command().addAll(List.of(arguments));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Test
    void answersMistakesInOneLine() {
        assertThat(CommandRunner.run(new MonitorCommand(), Map.of(), "--http-port", "0"))
                .as("no --bootstrap")
                .isEqualTo(2);
        assertThat(CommandRunner.run(
                        new MonitorCommand(), Map.of(), "--bootstrap", "localhost:1", "--http-port", "70000"))
                .as("no such port")
                .isEqualTo(2);
        assertThat(CommandRunner.run(new MonitorCommand(), Map.of(), "--bootstrap", "localhost:1", "--run", ""))
                .as("no name")
                .isEqualTo(2);
    }
}
