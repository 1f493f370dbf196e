package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ganflux.broker.KafkaBroker;
import ganflux.ingest.source.Pictures;
import ganflux.stream.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that fills while the process that watches it is killed again and again. */
class WatchProcessIT {
    private static final int KILLS = 4;

    @TempDir
    Path dir;

    private int files;

    @Test
    void eachFileIsOnTheTopicOnceWheneverIngestIsKilled() throws Exception {
        Path in = Files.createDirectory(dir.resolve("in"));
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"), 0)) {
            Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrap());
            Topics.ensure(client, Duration.ofSeconds(30), List.of(IngestConfig.topic("watched", 3, 1, 1, -1)));
            for (int kill = 0; kill < KILLS; kill++) {
                fill(in, 300);
                Process ingest = start(broker, in, kill);
                int wanted = 300 * kill + 40 * (kill + 1);
                await().atMost(Duration.ofSeconds(90)).until(() -> count(client) >= wanted || !ingest.isAlive());
                fill(in, 50);
                assertThat(ingest.isAlive()).as(output(kill)).isTrue();
                ingest.destroyForcibly().waitFor();
            }
            Process last = start(broker, in, KILLS);
            fill(in, 50);
            await().atMost(Duration.ofSeconds(90)).until(() -> count(client) >= files || !last.isAlive());
            last.destroy();
            assertThat(last.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(last.exitValue()).as(output(KILLS)).isZero();

            assertThat(numbers(client))
                    .isEqualTo(IntStream.range(0, files).boxed().toList());
            TopicContents contents = TopicContents.read(client, "watched");
            assertThat(contents.ids()).doesNotHaveDuplicates();
            assertThat(contents.sequences())
                    .isEqualTo(IntStream.range(0, contents.sequences().size())
                            .mapToObj(Long::valueOf)
                            .toList());
        }
    }

    private static int count(Map<String, String> client) throws Exception {
        return numbers(client).size();
    }

    /** What the images on the topic spell, sorted. */
    private static List<Integer> numbers(Map<String, String> client) throws Exception {
        return TopicContents.read(client, "watched").numbers();
    }

    /** Adds files as copies do: most appear under another name first, some are written in place. */
    private void fill(Path in, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            int number = files++;
            // Names in another order than that of arrival, in some sub-folders.
            Path file = in.resolve("class-" + number % 3).resolve(Integer.toHexString(number * 0x9E3779B1) + ".png");
            Files.createDirectories(file.getParent());
            byte[] png = Pictures.numbered(number);
            if (number % 5 == 0) {
                Files.write(file, png);
            } else {
                Path part = Files.write(in.resolve("upload.part"), png);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private Process start(KafkaBroker broker, Path in, int number) throws IOException {
        return IngestChild.start(
                dir.resolve("output-" + number),
                "--bootstrap=" + broker.bootstrap(),
                "--topic=watched",
                "--data=watch:" + in,
                "--size=1x4",
                "--settle=0.2",
                "--batch-images=3");
    }

    private String output(int number) throws IOException {
        return Files.readString(dir.resolve("output-" + number));
    }
}
