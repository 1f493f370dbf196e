package ganflux.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.testing.Requirement;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a user runs it: a JVM of its own, its output, its signals, its files. */
class LocalIT {
    @TempDir
    private Path directory;

    @Test
    void trainsStopsBySignalGoesOnAndDraws() throws Exception {
        Process first = start("local", "--dir", "run", "--http-port", "0");
        try (BufferedReader out = first.inputReader(UTF_8)) {
            String address = readUntil(out, "the live page is on ").replaceAll(".* on ", "");
            readUntil(out, "step 1 ");
            assertThat(get(address)).contains("<title>Ganflux");
            assertThat(get(address + "metrics")).contains("ganflux_steps_total{");
            assertThat(get(address + "healthz")).isEqualTo("ok\n");
            first.toHandle().destroy(); // SIGTERM, and the output stays open
            assertThat(readUntil(out, "stopped at step ")).contains("the run is in run");
            assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isZero();
        }
        long stopped = step();

        assertThat(finish("local", "--dir", "run", "--http-port", "0", "--steps", String.valueOf(stopped + 5)))
                .contains("done at step ");
        assertThat(step()).isEqualTo(stopped + 5);

        finish("generate", "--dir", "run", "--count", "9", "--out", "grid.png");
        assertThat(ImageIO.read(directory.resolve("grid.png").toFile()))
                .satisfies(grid -> assertThat(grid.getWidth()).isEqualTo(3 * 28));
    }

    @Test
    void endsWhereAFiniteSetEnds() throws Exception {
        Path images = Requirement.sharedFile("data/mnist/t10k-images-idx3-ubyte.gz");

        String out = finish("local", "--dir", "run", "--http-port", "0", "--data", "idx:" + images);

        // 10,000 images are 78 batches of 128, and 16 are left over.
        assertThat(out).contains("the images have ended (--loop repeats them) at step 78;");
    }

    /** A straight line learns where numbers lie, and the weights with the least sure discriminator are kept. */
    @Test
    void trainsOnPointsAndWritesThem() throws Exception {
        finish(
                "local",
                "--dir=run",
                "--http-port=0",
                "--preset=gaussian-1d",
                "--data=gaussian1d",
                "--keep-best=scores",
                "--steps=400");

        finish("generate", "--dir=run", "--best", "--count=2000", "--out=points.csv");

        List<String> lines = Files.readAllLines(directory.resolve("points.csv"));
        assertThat(lines).hasSize(2001).startsWith("x1");
        assertThat(lines.subList(1, 2001).stream()
                        .mapToDouble(Double::parseDouble)
                        .average()
                        .orElseThrow())
                .isBetween(9.0, 11.0);
    }

    private long step() throws Exception {
        return finish("inspect", "--dir", "run")
                .lines()
                .filter(line -> line.startsWith("step "))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    private String finish(String... args) throws Exception {
        Process process = start(args);
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out;
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(Files.createTempFile(directory, "stderr", ".log").toFile())
                .start();
    }

    /** The first line that has {@code text}; the test's own time limit bounds the wait. */
    private static String readUntil(BufferedReader out, String text) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains(text)) {
                return line;
            }
            seen.add(line);
        }
        throw new AssertionError("no line with '" + text + "' in " + seen);
    }

    private static String get(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
