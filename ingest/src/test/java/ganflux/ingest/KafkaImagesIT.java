package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ganflux.broker.KafkaBroker;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageShape;
import ganflux.ingest.source.ImageSize;
import ganflux.ingest.source.Pictures;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.Topics;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import ganflux.stream.service.ServiceMeters;
import ganflux.v1.ImageBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KafkaImagesIT {
    @TempDir
    private static Path brokerDir;

    private static KafkaBroker broker;
    private static Map<String, String> client = Map.of();

    private String topic = "";
    private String from = "";

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(brokerDir, 0);
        client = Map.of("bootstrap.servers", broker.bootstrap());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopic(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName();
        from = topic + ".raw";
        Topics.ensure(client, Duration.ofSeconds(30), List.of(IngestConfig.topic(from, 3, 1, 1, -1)));
    }

    @Test
    void eachRecordIsSentOnceOverRestarts() throws Exception {
        for (int round = 0; round < 3; round++) {
            produce(50 * round, 50 * (round + 1));
            try (IngestService service = start()) {
                int wanted = 50 * (round + 1);
                await().until(() -> numbers().size() >= wanted);
                assertThat(service.stats().skippedImages()).isZero();
            }
        }

        assertThat(numbers()).isEqualTo(IntStream.range(0, 150).boxed().toList());
        List<ImageBatch> batches = TopicContents.read(client, topic).batches();
        assertThat(batches.stream().map(ImageBatch::getSourceId).distinct())
                .hasSize(3)
                .allMatch(id -> id.startsWith("kafka:" + from + ","));
    }

    @Test
    void headersAreLabelsAndWhatIsNoImageIsSkipped() throws Exception {
        send(List.of(
                record(0, 1, "7"),
                record(0, 2, "cat"),
                new ProducerRecord<>(from, 0, null, new byte[5]),
                new ProducerRecord<>(from, 0, null, null),
                new ProducerRecord<>(from, 0, null, Pictures.numbered(3))));
        try (IngestService service = start()) {
            await().until(() -> numbers().size() == 3);
            assertThat(service.stats().skippedNames()).containsExactly(from + "-0 offset 2", from + "-0 offset 3");
        }
        List<Integer> labels = new ArrayList<>();
        for (ImageBatch batch : TopicContents.read(client, topic).batches()) {
            for (int i = 0; i < batch.getCount(); i++) {
                labels.add(batch.getLabelsCount() == 0 ? -1 : batch.getLabels(i));
            }
        }
        assertThat(labels).containsExactly(7, 0, -1);
    }

    @Test
    void recordsDeletedBeforeTheyWereReadAreNamed() throws Exception {
        produce(0, 30);
        try (IngestService service = start()) {
            await().until(() -> numbers().size() == 30);
        }
        produce(30, 60);
        try (Admin admin = Admin.create(Map.copyOf(client))) {
            admin.deleteRecords(Map.of(new TopicPartition(from, 0), RecordsToDelete.beforeOffset(15)))
                    .all()
                    .get();
        }
        try (IngestService service = start()) {
            await().until(() -> numbers().size() == 55);
            assertThat(service.stats().skippedNames()).containsExactly(from + "-0 offsets 10 to 14");
        }
    }

    @Test
    void mistakesGetOneLine() {
        assertThatThrownBy(() -> new IngestService(config("none.such"), new ServiceMeters()).start())
                .isInstanceOf(UserError.class)
                .hasMessage("--data kafka:none.such: there is no such topic at --bootstrap " + broker.bootstrap()
                        + "; create it, or name one that exists");
        assertThatThrownBy(() -> config(topic))
                .isInstanceOf(UsageError.class)
                .hasMessage("--data kafka:" + topic + " is the --topic to send to; read another");
    }

    private IngestService start() {
        IngestService service = new IngestService(config(from), new ServiceMeters());
        service.start();
        return service;
    }

    private IngestConfig config(String source) {
        return IngestConfig.of(client, DataSpec.parse("kafka:" + source), "run")
                .withTopic(IngestConfig.topic(topic, 2, 1, 1, -1))
                .withSource(SourceOptions.defaults().withShape(new ImageShape(1, new ImageSize(1, 4))))
                .withFlow(Flow.unlimited().withBatchImages(7));
    }

    /** Images that spell their numbers, dealt out to the partitions. */
    private void produce(int first, int end) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = first; i < end; i++) {
            records.add(new ProducerRecord<>(from, i % 3, null, Pictures.numbered(i)));
        }
        send(records);
    }

    private static void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(Map.copyOf(client), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Future<RecordMetadata> sent :
                    records.stream().map(producer::send).toList()) {
                sent.get();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(int partition, int number, String label) throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(from, partition, null, Pictures.numbered(number));
        record.headers().add("label", label.getBytes(StandardCharsets.UTF_8));
        return record;
    }

    /** What the images on the topic spell, sorted. */
    private List<Integer> numbers() throws Exception {
        return TopicContents.read(client, topic).numbers();
    }
}
