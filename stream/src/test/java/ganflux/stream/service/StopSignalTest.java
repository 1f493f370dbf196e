package ganflux.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals belong to a whole process, so each test has a child of its own. */
@Timeout(60)
class StopSignalTest {
    /** A service that says when it can be stopped, and what happened. */
    static final class Service {
        private Service() {}

        public static void main(String[] args) throws Exception {
            StopSignal.install(args[0].equals("late") ? 1 : 60);
            System.out.println("ready " + StopSignal.isRequested());
            StopSignal.await();
            System.out.println("stopping " + StopSignal.isRequested() + " " + StopSignal.await(0));
            if (!args[0].equals("orderly")) {
                Thread.sleep(Long.MAX_VALUE);
            }
            System.exit(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalLetsTheServiceEndWithItsOwnExitCode(String signal) throws Exception {
        Process service = start("orderly");
        try (BufferedReader output = service.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("ready false");
            send(signal, service);
            assertThat(output.readLine()).isEqualTo("stopping true true");
            assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(service.exitValue()).isZero();
        } finally {
            service.destroyForcibly();
        }
    }

    @Test
    void aSecondSignalEndsTheProcessAtOnce() throws Exception {
        Process service = start("stubborn");
        try (BufferedReader output = service.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("ready false");
            send("INT", service);
            assertThat(output.readLine()).isEqualTo("stopping true true");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                send("INT", service); // those of the first half second count as the first
                return !service.isAlive();
            });
            assertThat(service.exitValue()).isEqualTo(130);
        } finally {
            service.destroyForcibly();
        }
    }

    @Test
    void whoTakesTooLongIsEnded() throws Exception {
        Process service = start("late");
        try (BufferedReader output = service.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("ready false");
            send("TERM", service);
            assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(service.exitValue()).isEqualTo(1);
        } finally {
            service.destroyForcibly();
        }
    }

    @Test
    void theSameSignalTwiceInARowIsOneRequest() throws Exception {
        Process service = start("orderly");
        try (BufferedReader output = service.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("ready false");
            send("INT", service);
            send("INT", service);
            assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(service.exitValue()).isZero();
        } finally {
            service.destroyForcibly();
        }
    }

    /** As from a terminal: what a script runs in the background ignores INT, and all below it, and Java keeps to that. */
    private static Process start(String manner) throws IOException {
        return new ProcessBuilder(
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        manner)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void send(String signal, Process process) throws Exception {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }
}
