package ganflux.local.chaos;

import ganflux.stream.command.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One service in a JVM of its own, on this JVM's class path. All that it prints is appended to its log. Not thread-safe, but
 * for {@link #kill}.
 */
final class Service {
    private static final long END_SECONDS = 20;
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // most lives are too short for the better compiler
            "-Xmx512m",
            "-Djava.awt.headless=true");

    private final List<String> command = new ArrayList<>();
    private final Path log;
    private volatile @Nullable Process process;

    /**
     * A service that is not started.
     *
     * @param main the class to run
     * @param arguments of its command line
     * @param log where its output is appended
     */
    Service(Class<?> main, List<String> arguments, Path log) {
        this.log = log;
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
    }

    /** Begins the process and does not wait for it to be ready. */
    void start() {
        File output = log.toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GANFLUX_")); // options come from the command line alone
        environment.putIfAbsent("OMP_WAIT_POLICY", "passive");
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UserError("no process can be started: " + e.getMessage(), e);
        }
    }

    /** Ends the process as a crash would (SIGKILL) and waits until it is gone; nothing where there is none. */
    void kill() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroyForcibly();
        try {
            if (!running.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new UserError("process " + running.pid() + " does not end; kill it by hand");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it has ended by itself in good order: exit code 0. */
    boolean isDone() {
        Process running = process;
        return running != null && !running.isAlive() && running.exitValue() == 0;
    }

    /**
     * Says where it has ended by itself with a failure.
     *
     * @throws UserError with its exit code and its last words
     */
    void requireNoFailure() {
        Process running = process;
        if (running != null && !running.isAlive() && running.exitValue() != 0) {
            throw new UserError("a service ended by itself with exit code " + running.exitValue()
                    + "; the last line of " + log + ": " + lastLine());
        }
    }

    private String lastLine() {
        try {
            return Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .orElse("(empty)");
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }
}
