package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A command in a JVM of its own, with all that it prints in files. */
final class LauncherProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;

    private LauncherProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code ganflux ARGS...} in {@code directory}, with {@code environment} beside this process's own. */
    static LauncherProcess start(Path directory, Map<String, String> environment, String... args) throws IOException {
        Path out = Files.createTempFile(directory, args[0], ".out");
        Path err = Files.createTempFile(directory, args[0], ".err");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName());
        builder.command().addAll(List.of(args));
        builder.environment().putAll(environment);
        builder.directory(directory.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        return new LauncherProcess(builder.start(), out, err);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    /** Waits until it prints what {@code pattern} matches, and returns the first group, or the whole. */
    String awaitOut(String pattern) {
        await().atMost(PATIENCE).until(() -> find(pattern).isPresent() || !process.isAlive());
        return find(pattern).orElseThrow(() -> new AssertionError("no '" + pattern + "' from " + process.info()));
    }

    private Optional<String> find(String pattern) {
        try {
            Optional<MatchResult> found =
                    Pattern.compile(pattern).matcher(out()).results().findFirst();
            return found.map(match -> match.group(match.groupCount()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for its end. */
    int exitCode() throws Exception {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(out() + err())
                .isTrue();
        return process.exitValue();
    }

    /** Ends it as an operator does. */
    int stop() throws Exception {
        process.toHandle().destroy();
        return exitCode();
    }

    static String get(String address) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** Ends it, where it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
