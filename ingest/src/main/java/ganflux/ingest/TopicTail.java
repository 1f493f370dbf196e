package ganflux.ingest;

import ganflux.ingest.ResumePlan.Tail;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.InvalidRecordException;
import ganflux.stream.command.UserError;
import ganflux.v1.ImageBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a source has sent to a topic before, by reading each partition backwards from its end: one record where this
 * source alone writes, more where others do or where the earlier run was killed.
 */
final class TopicTail implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGEST_WINDOW = 256;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final String sourceId;
    private final List<Partition> partitions;

    private TopicTail(Consumer<byte[], byte[]> consumer, String topic, String sourceId) {
        this.consumer = consumer;
        this.topic = topic;
        this.sourceId = sourceId;
        List<TopicPartition> ids = consumer.partitionsFor(topic, PATIENCE).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList();
        consumer.assign(ids);
        consumer.pause(ids); // One at a time is resumed.
        partitions = ids.stream().map(Partition::new).toList();
    }

    /** Opens a topic that exists. */
    static TopicTail open(Map<String, String> client, String topic, String sourceId) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, LARGEST_WINDOW);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                10); // A fetch ahead at the end must not delay the next window.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            return new TopicTail(consumer, topic, sourceId);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** The number of the topic's partitions. */
    int partitions() {
        return partitions.size();
    }

    /** Whether records were deleted from the topic's beginning. */
    boolean wasTrimmed() {
        return partitions.stream().anyMatch(partition -> partition.begin > 0);
    }

    /** How many records the topic has had, those deleted since included. */
    long recordsEver() {
        return partitions.stream().mapToLong(partition -> partition.end).sum();
    }

    /** Reads as far back as necessary; blocks. */
    ResumePlan plan() {
        partitions.forEach(partition -> partition.readBackTo(Long.MAX_VALUE));
        OptionalLong further = ResumePlan.lookBackTo(tails());
        if (further.isPresent()) {
            partitions.forEach(partition -> partition.readBackTo(further.getAsLong()));
        }
        ResumePlan plan = ResumePlan.of(tails());
        log.info("{} on {} resumes: {}", sourceId, topic, plan);
        return plan;
    }

    private List<Tail> tails() {
        return partitions.stream().map(Partition::tail).toList();
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** One partition, read backwards in growing windows. */
    private final class Partition {
        private final TopicPartition id;
        private final long begin;
        private final List<SentBatch> batches = new ArrayList<>();
        private final long end;
        private long unreadEnd;
        private int window = 1;

        Partition(TopicPartition id) {
            this.id = id;
            begin = offset(consumer.beginningOffsets(List.of(id), PATIENCE));
            end = offset(consumer.endOffsets(List.of(id), PATIENCE));
            unreadEnd = end;
        }

        private long offset(Map<TopicPartition, Long> offsets) {
            return Objects.requireNonNull(offsets.get(id), "Kafka answers for each partition asked about");
        }

        Tail tail() {
            return new Tail(List.copyOf(batches), begin > 0);
        }

        /** Reads until a batch of this source up to {@code sequence} is found or nothing is left. */
        void readBackTo(long sequence) {
            while (unreadEnd > begin && batches.stream().noneMatch(batch -> batch.sequence() <= sequence)) {
                long from = Math.max(begin, unreadEnd - window);
                readWindow(from, unreadEnd);
                unreadEnd = from;
                window = Math.min(LARGEST_WINDOW, 2 * window);
            }
        }

        private void readWindow(long from, long to) {
            consumer.seek(id, from);
            consumer.resume(List.of(id));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(id, PATIENCE) < to) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.offset() < to) {
                        note(record);
                    }
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                if (System.nanoTime() > deadline) {
                    throw new UserError("topic " + id + " cannot be read from offset " + from + " to " + to + " within "
                            + PATIENCE.toSeconds() + " s; check the broker");
                }
            }
            consumer.pause(List.of(id));
        }

        private void note(ConsumerRecord<byte[], byte[]> record) {
            try {
                ImageBatch batch = ImageBatchCodec.decode(record.value());
                if (batch.getSourceId().equals(sourceId)) {
                    batches.add(SentBatch.of(batch));
                }
            } catch (InvalidRecordException e) {
                log.debug("Passed over a foreign record at {} offset {}", id, record.offset(), e);
            }
        }
    }
}
