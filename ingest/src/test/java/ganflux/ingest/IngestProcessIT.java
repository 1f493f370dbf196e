package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ganflux.broker.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own, ended as operators and accidents end it. */
class IngestProcessIT {
    @TempDir
    Path dir;

    @Test
    void aKilledIngestLeavesNoGapAndRepeatsNothing() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"), 0)) {
            for (int kill = 0; kill < 3; kill++) {
                Process ingest = start(broker, kill, "--partitions", "3", "--batch-images", "50");
                awaitSent(broker, ingest, kill);
                ingest.destroyForcibly().waitFor();
            }
            Process last = start(broker, 3, "--partitions", "3", "--batch-images", "50");
            awaitSent(broker, last, 3);
            last.destroy();

            assertThat(last.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(last.exitValue()).isZero();
            assertThat(output(3)).contains("ingest: stopped: ");
            TopicContents contents = TopicContents.read(Map.of("bootstrap.servers", broker.bootstrap()), "killed");
            assertThat(contents.sequences())
                    .isEqualTo(range(contents.sequences().size()));
            assertThat(contents.ids()).isEqualTo(range(contents.ids().size()));
        }
    }

    /** Waits until some more records are on the topic, while others are on their way. */
    private void awaitSent(KafkaBroker broker, Process ingest, int number) throws IOException {
        long before = endOffsets(broker);
        await().atMost(Duration.ofSeconds(60)).until(() -> endOffsets(broker) > before + 300 || !ingest.isAlive());
        assertThat(ingest.isAlive()).as(output(number)).isTrue();
    }

    private static long endOffsets(KafkaBroker broker) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < 3; partition++) {
            latest.put(new TopicPartition("killed", partition), OffsetSpec.latest());
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            return admin.listOffsets(latest).all().get(5, TimeUnit.SECONDS).values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException | TimeoutException e) {
            return 0; // The topic is not there yet.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Process start(KafkaBroker broker, int number, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                IngestMain.class.getName(),
                "--bootstrap=" + broker.bootstrap(),
                "--http-port=0",
                "--topic=killed"));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(outputFile(number).toFile())
                .start();
    }

    private String output(int number) throws IOException {
        return Files.readString(outputFile(number));
    }

    private Path outputFile(int number) {
        return dir.resolve("output-" + number);
    }

    private static List<Long> range(long to) {
        return LongStream.range(0, to).boxed().toList();
    }
}
