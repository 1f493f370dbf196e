package ganflux.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A command of the cluster in a process of its own, which logs to a file; closing kills it with all that it has started. */
final class ClusterProcess implements AutoCloseable {
    /** A short life is not worth compiling well for. */
    static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private final Process process;
    private final Path log;

    private ClusterProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it with {@code args}; what it says is added to {@code log}. */
    static ClusterProcess start(Path log, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("src", "main", "lib", "spark.options").toAbsolutePath(),
                "-XX:+UseSerialGC",
                SHORT_LIVED,
                "-cp",
                System.getProperty("java.class.path"),
                Cluster.class.getName()));
        command.addAll(List.of(args));
        File file = log.toFile();
        return new ClusterProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
                        .start(),
                log);
    }

    /** Waits until it has said {@code words}. */
    ClusterProcess awaitSaid(String words) throws IOException {
        Awaitility.await()
                .alias(words + " in " + log)
                .atMost(Duration.ofMinutes(1))
                .until(() -> !process.isAlive() || said().contains(words));
        if (!process.isAlive()) {
            throw new IllegalStateException(said());
        }
        return this;
    }

    String said() throws IOException {
        return Files.readString(log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end; the exit code. */
    int await() throws InterruptedException {
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException(log + ": still running");
        }
        return process.exitValue();
    }

    /** As kill -9 does, it first, and what it has started too. */
    int kill() throws InterruptedException {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        return process.waitFor();
    }

    /** As kill -9 does, what it has started alone. */
    void killStarted() {
        process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
