package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.broker.KafkaBroker;
import ganflux.ingest.IngestConfig;
import ganflux.stream.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PartitionImagesIT {
    private static final ImageShape NUMBERS = new ImageShape(1, new ImageSize(1, 4));
    private static final TopicPartition FROM = new TopicPartition("raw", 0);

    @TempDir
    private Path directory;

    /** It is not one of the images that cannot be read: those are passed over for good. */
    @Test
    void anImageWhoseLabelCannotBeKeptIsReadAgainByTheNextStart() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory.resolve("broker"), 0)) {
            Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrap());
            Topics.ensure(client, Duration.ofSeconds(30), List.of(IngestConfig.topic(FROM.topic(), 1, 1, 1, -1)));
            produce(client, "cat");

            LabelNames full = names();
            full.close(); // so that nothing can be written any more
            try (PartitionImages source = open(client, full)) {
                source.seek(0);
                assertThatThrownBy(() -> source.await(1)).isInstanceOf(IOException.class);
            }
            SkippedImages skipped = new SkippedImages();
            try (LabelNames labels = names();
                    PartitionImages source = open(client, labels, skipped)) {
                source.seek(0);
                Image image = source.await(1).get(0);
                assertThat(image.id()).isZero();
                assertThat(image.label()).isEqualTo(labels.number("cat")).isNotEqualTo(Image.UNLABELLED);
                assertThat(skipped.count()).isZero();
            }
        }
    }

    private LabelNames names() {
        return LabelNames.open(Optional.of(directory.resolve("state")));
    }

    private static PartitionImages open(Map<String, String> client, LabelNames labels) {
        return open(client, labels, new SkippedImages());
    }

    private static PartitionImages open(Map<String, String> client, LabelNames labels, SkippedImages skipped) {
        return PartitionImages.open(client, FROM, "raw", new PartitionImages.Shared(NUMBERS, labels, skipped, 1 << 20));
    }

    private static void produce(Map<String, String> client, String label) throws Exception {
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(Map.copyOf(client), new ByteArraySerializer(), new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(FROM.topic(), 0, null, Pictures.numbered(1));
            record.headers().add("label", label.getBytes(StandardCharsets.UTF_8));
            producer.send(record).get();
        }
    }
}
