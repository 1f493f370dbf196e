package ganflux.bench.step;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A side in a Java process of its own, so that no side's native libraries, threads or heap are another's. It is asked for
 * N steps by a line with N and answers with a line of timings; between questions it sleeps.
 */
final class PeerProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;

    /** Starts {@code main} on {@code classPath}. */
    PeerProcess(String name, String classPath, String main, List<String> arguments) throws IOException {
        this.name = name;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-cp",
                classPath,
                main));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putIfAbsent("OMP_WAIT_POLICY", "passive");
        process = builder.start();
        requests = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Runs {@code steps} steps and returns the timing of each. */
    List<Timing> run(int steps) throws IOException {
        requests.write(steps + "\n");
        requests.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException(name + " ended without an answer; its message is above");
        }
        return Timing.parse(answer);
    }

    @Override
    public void close() {
        try {
            requests.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            process.destroy();
        }
    }
}
