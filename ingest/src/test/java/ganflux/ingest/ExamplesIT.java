package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import ganflux.broker.KafkaBroker;
import ganflux.broker.testing.Requirement;
import ganflux.stream.Topics;
import ganflux.v1.ImageBatch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The producers in other languages of {@code examples}, run as their users run them, against a real broker. */
@Timeout(300)
class ExamplesIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String PROTO = "stream/src/main/proto/ganflux/v1/images.proto";
    private static final int SIDE = 128; // five colour images fill a record

    @TempDir
    private Path directory;

    @Test
    void theOneInNodeSendsWhatTheFilesHold() throws Exception {
        Requirement.orSkip(
                isFine("node", "--version") && isFine("npm", "--version"), "no node and npm; apt install nodejs npm");
        copy("examples/node/produce.mjs", "examples/node/package.json", "examples/node/package-lock.json", PROTO);
        Path home = directory.resolve("examples/node");
        boolean installed = isFineIn(home, "npm", "ci");
        Requirement.orSkip(installed, "npm cannot fetch the example's packages: " + output());

        sendsWhatTheFilesHold(home, "node", "produce.mjs");
    }

    @Test
    void theOneInPythonSendsWhatTheFilesHold() throws Exception {
        Optional<String> python = Stream.of("python3", "/usr/bin/python3")
                .filter(candidate -> isFine(candidate, "-c", "import confluent_kafka, PIL"))
                .findFirst();
        Requirement.orSkip(
                python.isPresent(),
                "no Python with confluent_kafka and Pillow; apt install python3-confluent-kafka python3-pil");
        copy("examples/python/produce.py");

        sendsWhatTheFilesHold(directory.resolve("examples/python"), python.orElseThrow(), "produce.py");
    }

    private void sendsWhatTheFilesHold(Path home, String... command) throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory.resolve("broker"), 0)) {
            Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrap());
            Topics.ensure(client, Duration.ofSeconds(30), List.of(Topics.images(Topics.IMAGES, 1)));
            List<String> colour = new ArrayList<>(List.of(command));
            colour.addAll(List.of(broker.bootstrap(), "3x" + SIDE + "x" + SIDE));
            for (int i = 0; i < 7; i++) {
                colour.add(picture(i == 6 ? "cats" : String.valueOf(i), 3, SIDE, SIDE, i));
            }
            List<String> grey = new ArrayList<>(List.of(command));
            grey.addAll(List.of(broker.bootstrap(), "1x3x5", picture("9", 1, 3, 5, 9)));

            assertThat(isFineIn(home, colour.toArray(String[]::new)))
                    .as(this::output)
                    .isTrue();
            assertThat(isFineIn(home, grey.toArray(String[]::new)))
                    .as(this::output)
                    .isTrue();

            // The decoder has held every rule of the contract against them, the checksum among them.
            List<ImageBatch> sent =
                    TopicContents.read(client, Topics.IMAGES).partitions().get(0);
            assertThat(sent).hasSize(3);
            checkColour(sent.get(0), 0, List.of(0, 1, 2, 3, 4));
            checkColour(sent.get(1), 1, List.of(5, -1));
            assertThat(sent.get(1).getSourceId()).isEqualTo(sent.get(0).getSourceId());
            assertThat(sent.get(2).getSourceId())
                    .as("each start is a source of its own")
                    .isNotEmpty()
                    .isNotEqualTo(sent.get(0).getSourceId());
            assertThat(sent.get(2).getPixels()).isEqualTo(ByteString.copyFrom(pixels(1, 3, 5, 9)));
            assertThat(sent.get(2).getLabelsList()).containsExactly(9);
        }
    }

    private static void checkColour(ImageBatch batch, int sequence, List<Integer> labels) {
        int first = 5 * sequence;
        assertThat(batch.getSequence()).isEqualTo(sequence);
        assertThat(batch.getChannels()).isEqualTo(3);
        assertThat(batch.getHeight()).isEqualTo(SIDE);
        assertThat(batch.getWidth()).isEqualTo(SIDE);
        assertThat(batch.getLabelsList()).isEqualTo(labels);
        for (int i = 0; i < batch.getCount(); i++) {
            assertThat(batch.getIds(i)).isEqualTo(first + i);
            int bytes = 3 * SIDE * SIDE;
            assertThat(batch.getPixels().substring(i * bytes, (i + 1) * bytes))
                    .isEqualTo(ByteString.copyFrom(pixels(3, SIDE, SIDE, first + i)));
        }
        assertThat(batch.getCreatedAtMs())
                .isBetween(System.currentTimeMillis() - 300_000, System.currentTimeMillis() + 1000);
    }

    /** What a picture holds, by channel, row and column: noise, different for each seed. */
    private static byte[] pixels(int channels, int height, int width, int seed) {
        byte[] pixels = new byte[channels * height * width];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    /** Those pixels as a PNG file in a folder; its path. */
    private String picture(String folder, int channels, int height, int width, int seed) throws IOException {
        byte[] pixels = pixels(channels, height, width, seed);
        BufferedImage image = new BufferedImage(
                width, height, channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < pixels.length; i++) {
            int place = i % (height * width);
            image.getRaster().setSample(place % width, place / width, i / (height * width), pixels[i] & 0xFF);
        }
        Path file = directory.resolve(folder).resolve(seed + ".png");
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
        return file.toString();
    }

    /** Copies files of the repository to the same places below the test's directory, so that nothing is installed here. */
    private void copy(String... files) throws IOException {
        for (String file : files) {
            Path to = directory.resolve(file);
            Files.createDirectories(to.getParent());
            Files.copy(ROOT.resolve(file), to);
        }
    }

    private boolean isFine(String... command) {
        return isFineIn(directory, command);
    }

    /** Whether a command exists and ends with exit code 0 within two minutes. */
    private boolean isFineIn(Path home, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile())
                    .start();
            try {
                return process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return false; // there is no such command
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What the last command printed. */
    private String output() {
        try {
            return Files.readString(directory.resolve("output"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
