package ganflux.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker in a small JVM of its own (about 200 MB resident), so that neither its faults nor its garbage touch the
 * program that needs it. It ends with its parent, however the parent ends. What it logs is in {@code broker.log} of its
 * directory. Thread-safe.
 */
public final class BrokerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(12); // the child's own limit and some

    private final Process process;
    private final String bootstrap;

    private BrokerProcess(Process process, String bootstrap) {
        this.process = process;
        this.bootstrap = bootstrap;
    }

    /** As {@link #start(Path, int)}, on a free port. */
    public static BrokerProcess start(Path dataDir) {
        return start(dataDir, 0);
    }

    /**
     * Starts the child and returns once the broker answers: in about 2 s, at most 60.
     *
     * @param dataDir where its data are kept; created where absent
     * @param port where it listens on 127.0.0.1; 0 for a free port
     * @throws BrokerException where it does not start, with the reason
     */
    public static BrokerProcess start(Path dataDir, int port) {
        return start(dataDir, port, START_LIMIT);
    }

    static BrokerProcess start(Path dataDir, int port, Duration limit) {
        Path directory = dataDir.toAbsolutePath();
        Path log = directory.resolve("broker.log");
        Process process = launch(directory, port, log);
        boolean ready = false;
        try {
            String answer = firstAnswer(process, limit);
            if (answer == null || !answer.startsWith(BrokerMain.READY)) {
                throw new BrokerException(explain(answer, directory, log, limit));
            }
            ready = true;
            return new BrokerProcess(process, answer.substring(BrokerMain.READY.length()));
        } finally {
            if (!ready) {
                process.destroyForcibly();
            }
        }
    }

    private static Process launch(Path directory, int port, Path log) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dlogback.configurationFile=ganflux/broker/logback-broker.xml",
                "-Dganflux.broker.log=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(),
                directory.toString(),
                String.valueOf(port));
        try {
            Files.createDirectories(directory);
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new BrokerException("the broker's process in " + directory + " does not start: " + e.getMessage(), e);
        }
    }

    /** The child's first line that answers; null where it ended or kept silent. */
    private static @Nullable String firstAnswer(Process process, Duration limit) {
        CompletableFuture<@Nullable String> answer = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, answer), "broker-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while the broker started", e);
        }
    }

    /** Reads until the child ends, so that it can never block on a full pipe. */
    private static void read(Process process, CompletableFuture<@Nullable String> answer) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(BrokerMain.READY) || line.startsWith(BrokerMain.FAILED)) {
                    answer.complete(line);
                }
            }
            answer.complete(null);
        } catch (IOException e) {
            answer.complete(null);
        }
    }

    private static String explain(@Nullable String answer, Path directory, Path log, Duration limit) {
        if (answer != null) {
            return answer.substring(BrokerMain.FAILED.length());
        }
        return "the broker in " + directory + " did not answer within " + limit.toSeconds()
                + " s or died; the last line of " + log + ": " + lastLine(log);
    }

    private static String lastLine(Path log) {
        try {
            return Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("\t")) // no stack frames
                    .reduce((first, second) -> second)
                    .orElse("(empty)");
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }

    /** Where clients find it: {@code 127.0.0.1:port}. */
    public String bootstrap() {
        return bootstrap;
    }

    /** The port of {@link #bootstrap()}. */
    public int port() {
        return Integer.parseInt(bootstrap.substring(bootstrap.lastIndexOf(':') + 1));
    }

    /** The child's process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether the child still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the child at once, as a crash would, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Stops the broker in good order; after 12 s by force. Later calls do nothing. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
        if (!awaitEnd()) {
            kill();
        }
    }

    private boolean awaitEnd() {
        try {
            return process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
