package ganflux.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.KafkaBroker;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.InvalidRecordException;
import ganflux.stream.TopicScan;
import ganflux.v1.ImageBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DealtTopicTest {
    private static final int PARTITIONS = 4;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static KafkaBroker broker;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = KafkaBroker.start(directory, 0);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static List<List<ImageBatch>> filled(String topic, Deal deal) throws Exception {
        Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrap());
        try (ImageSource digits = DataSpec.parse("digits").open(SourceOptions.defaults())) {
            DealtTopic.fill(client, topic, PARTITIONS, deal, digits, 200);
        }
        List<List<ImageBatch>> partitions = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<ImageBatch> batches = new ArrayList<>();
            try (TopicScan scan = new TopicScan(client, topic, partition)) {
                scan.read(scan.begin(), record -> batches.add(decoded(record.value())));
            }
            partitions.add(batches);
        }
        return partitions;
    }

    private static ImageBatch decoded(byte[] value) {
        try {
            return ImageBatchCodec.decode(value);
        } catch (InvalidRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Integer> labels(List<ImageBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.getLabelsList().stream())
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void eachPartitionGetsTheSameNumberOfImagesOfEveryLabel() throws Exception {
        List<List<ImageBatch>> partitions = filled("evenly", Deal.EVENLY);

        assertThat(partitions).allSatisfy(batches -> {
            assertThat(batches).extracting(ImageBatch::getCount).containsExactly(128, 128);
            assertThat(labels(batches)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        });
        assertThat(partitions.get(3)).extracting(ImageBatch::getSequence).containsExactly(3L, 7L);
        assertThat(partitions.stream()
                        .flatMap(List::stream)
                        .flatMap(batch -> batch.getIdsList().stream())
                        .distinct())
                .hasSize(8 * 128);
    }

    @Test
    void eachPartitionGetsLabelsOfItsOwn() throws Exception {
        List<List<ImageBatch>> partitions = filled("by-label", Deal.BY_LABEL);

        assertThat(partitions)
                .extracting(DealtTopicTest::labels)
                .containsExactly(List.of(0, 4, 8), List.of(1, 5, 9), List.of(2, 6), List.of(3, 7));
        assertThat(partitions)
                .allSatisfy(batches ->
                        assertThat(batches).extracting(ImageBatch::getCount).containsExactly(128, 128));
    }
}
