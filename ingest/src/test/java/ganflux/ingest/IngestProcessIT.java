package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ganflux.broker.KafkaBroker;
import ganflux.stream.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
            Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrap());
            Topics.ensure(client, Duration.ofSeconds(30), List.of(IngestConfig.topic("killed", 3, 1, 1, -1)));
            for (int kill = 0; kill < 2; kill++) {
                Process ingest = start(broker, kill, "--batch-images", "5");
                awaitSent(client, ingest, kill);
                ingest.destroyForcibly().waitFor();
            }
            Process last = start(broker, 2, "--batch-images", "5");
            awaitSent(client, last, 2);
            last.destroy();

            assertThat(last.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(last.exitValue()).isZero();
            assertThat(output(2)).contains("ingest: stopped: ");
            TopicContents contents = TopicContents.read(client, "killed");
            assertThat(contents.sequences())
                    .isEqualTo(range(contents.sequences().size()));
            assertThat(contents.ids()).isEqualTo(range(contents.ids().size()));
        }
    }

    /** Waits until some more records are on the topic, while others are on their way. */
    private void awaitSent(Map<String, String> client, Process ingest, int number) throws Exception {
        long before = endOffsets(client);
        await().atMost(Duration.ofSeconds(90)).until(() -> endOffsets(client) > before + 100 || !ingest.isAlive());
        assertThat(ingest.isAlive()).as(output(number)).isTrue();
    }

    private static long endOffsets(Map<String, String> client) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < 3; partition++) {
            latest.put(new TopicPartition("killed", partition), OffsetSpec.latest());
        }
        try (Admin admin = Admin.create(Map.copyOf(client))) {
            return admin.listOffsets(latest).all().get(30, TimeUnit.SECONDS).values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        }
    }

    private Process start(KafkaBroker broker, int number, String... more) throws IOException {
        List<String> options = new ArrayList<>(List.of("--bootstrap=" + broker.bootstrap(), "--topic=killed"));
        options.addAll(List.of(more));
        return IngestChild.start(outputFile(number), options.toArray(String[]::new));
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
