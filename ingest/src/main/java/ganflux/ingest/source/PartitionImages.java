package ganflux.ingest.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/** One partition of {@link KafkaImages}: the image at an offset has that number. Fetches when it is asked. */
final class PartitionImages extends ArrivingSource {
    private static final Logger log = LoggerFactory.getLogger(PartitionImages.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int LEAST_FETCHED_BYTES = 256 << 10;
    private static final String RECORDS_AT_ONCE = "100";
    private static final String LABEL = "label";

    private final Consumer<byte[], byte[]> consumer; // guarded by this, but for wakeup()
    private final TopicPartition partition;
    private final Shared shared;
    private final Deque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();
    private long next; // the offset behind the last record taken
    private volatile boolean stopped;

    private PartitionImages(Consumer<byte[], byte[]> consumer, TopicPartition partition, String id, Shared shared) {
        super(id, shared.shape);
        this.consumer = consumer;
        this.partition = partition;
        this.shared = shared;
    }

    /** What the partitions of a topic have in common. One image at a time is decoded, as a large one takes much memory. */
    static final class Shared {
        private final ImageShape shape;
        private final LabelNames labels;
        private final SkippedImages skipped;
        private final PixelReader reader;
        private final int fetchedBytes;

        /** Each partition fetches about {@code fetchedBytes} at once. */
        Shared(ImageShape shape, LabelNames labels, SkippedImages skipped, int fetchedBytes) {
            this.shape = shape;
            this.labels = labels;
            this.skipped = skipped;
            this.fetchedBytes = Math.max(LEAST_FETCHED_BYTES, fetchedBytes);
            reader = new PixelReader(shape);
        }

        private synchronized byte[] pixels(byte[] encoded) throws IOException {
            return reader.read(encoded);
        }
    }

    /** The numbers of the partitions of {@code topic}, which exists. */
    static List<Integer> partitions(Map<String, String> client, String topic, Duration timeout) {
        try (Consumer<byte[], byte[]> consumer = consumer(client, LEAST_FETCHED_BYTES)) {
            return consumer.partitionsFor(topic, timeout).stream()
                    .map(info -> info.partition())
                    .sorted()
                    .toList();
        }
    }

    static PartitionImages open(Map<String, String> client, TopicPartition partition, String id, Shared shared) {
        Consumer<byte[], byte[]> consumer = consumer(client, shared.fetchedBytes);
        consumer.assign(List.of(partition));
        return new PartitionImages(consumer, partition, id, shared);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, String> client, int fetchedBytes) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // A gap must be noticed.
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(fetchedBytes));
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, String.valueOf(fetchedBytes));
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_AT_ONCE);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    void seek(long firstIndex) throws IOException {
        polled.clear();
        next = firstIndex;
        synchronized (this) {
            consumer.seek(partition, firstIndex);
        }
    }

    @Override
    List<Image> await(int most) throws IOException {
        List<Image> group = new ArrayList<>();
        while (!stopped && group.isEmpty()) {
            if (polled.isEmpty()) {
                poll();
            }
            while (!polled.isEmpty() && group.size() < most && !stopped) {
                decode(polled.remove(), group);
            }
        }
        return group;
    }

    @Override
    public Flux<Image> again(long first, long last) {
        return collected(images -> {
            seek(first);
            while (!stopped && position() <= last) {
                poll();
                while (!polled.isEmpty() && polled.element().offset() <= last) {
                    decode(polled.remove(), images);
                }
            }
        });
    }

    private synchronized long position() {
        return stopped ? next : consumer.position(partition);
    }

    private synchronized void poll() throws IOException {
        if (stopped) {
            return;
        }
        try {
            take();
        } catch (WakeupException | InterruptException e) {
            stopped = true;
        } catch (RetriableException e) {
            log.debug("Will try again", e);
        } catch (KafkaException e) {
            throw new IOException(partition + ": " + e.getMessage(), e);
        }
    }

    private void take() throws IOException {
        try {
            consumer.poll(POLL).forEach(polled::add);
        } catch (OffsetOutOfRangeException e) {
            passOverGap(); // asks the broker, which may fail as the poll may
        }
    }

    /** Kafka has deleted what was not read yet, or this is the first start and the topic is not new. */
    private void passOverGap() throws IOException {
        long begin = Objects.requireNonNull(
                consumer.beginningOffsets(List.of(partition)).get(partition));
        if (begin <= next) {
            throw new IOException(
                    partition + " ends before offset " + next + ", up to which its images were sent; was it"
                            + " cut off? --source-id NAME sends what it has again under that name");
        }
        if (next > 0) {
            shared.skipped.add(partition + " offsets " + next + " to " + (begin - 1), "deleted before they were read");
        }
        log.info("{} is read from offset {} on", partition, begin);
        next = begin;
        consumer.seek(partition, begin);
    }

    /**
     * Adds the record's image, or counts it as skipped.
     *
     * @throws IOException where its label cannot be kept: the next start must read the record again
     */
    private void decode(ConsumerRecord<byte[], byte[]> record, List<Image> group) throws IOException {
        next = record.offset() + 1;
        String label = "";
        byte[] pixels;
        try {
            if (record.value() == null) {
                throw new IOException("it has no value");
            }
            Header header = record.headers().lastHeader(LABEL);
            if (header != null && header.value() != null) {
                label = new String(header.value(), StandardCharsets.UTF_8).strip();
            }
            Optional<String> objection = shared.labels.objection(label);
            if (objection.isPresent()) {
                throw new IOException(objection.get());
            }
            pixels = shared.pixels(record.value());
        } catch (IOException e) {
            shared.skipped.add(partition + " offset " + record.offset(), String.valueOf(e.getMessage()));
            return;
        }
        shared.labels.learn(Set.of(label));
        group.add(new Image(record.offset(), shared.labels.number(label), pixels));
    }

    @Override
    public void stop() {
        stopped = true;
        consumer.wakeup();
    }

    @Override
    public void close() {
        stop();
        synchronized (this) { // not amid a poll
            consumer.close();
        }
    }
}
