package ganflux.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies progress into a consumer group's committed offsets, where lag tools look for it. Nothing is ever read back: the
 * truth is with the checkpoint. A failed copy is logged and tried again.
 */
final class ProgressMirror {
    private static final Logger log = LoggerFactory.getLogger(ProgressMirror.class);
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration LAST = Duration.ofSeconds(2);

    private final String topic;
    private final boolean enabled;
    private final Map<TopicPartition, OffsetAndMetadata> pending = new HashMap<>(); // guarded by itself
    private Map<TopicPartition, OffsetAndMetadata> underWay = Map.of(); // of the poll thread
    private long commitAtNs = System.nanoTime();

    ProgressMirror(String topic, boolean enabled) {
        this.topic = topic;
        this.enabled = enabled;
    }

    /** Takes the next offset of each partition to be copied soon; any thread. */
    void note(Map<Integer, Long> nextOffsets) {
        if (!enabled) {
            return;
        }
        synchronized (pending) {
            nextOffsets.forEach((partition, next) ->
                    pending.put(new TopicPartition(topic, partition), new OffsetAndMetadata(next)));
        }
    }

    /** Starts to commit what is new, at most once a second; poll thread. */
    void commitSome(Consumer<byte[], byte[]> consumer) {
        if (!enabled || System.nanoTime() - commitAtNs < 0) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> due = takePending();
        if (!due.isEmpty()) {
            commitAtNs = System.nanoTime() + INTERVAL_NS;
            underWay = due;
            consumer.commitAsync(due, (offsets, e) -> {
                underWay = underWay == due ? Map.of() : underWay;
                if (e != null) {
                    log.info("Progress {} was not mirrored to Kafka: {}", offsets, e.toString());
                    putBack(due);
                }
            });
        }
    }

    /**
     * Lets what was not copied be tried again, unless there is something newer: ingest may be waiting for it, and then
     * nothing newer comes.
     */
    private void putBack(Map<TopicPartition, OffsetAndMetadata> failed) {
        synchronized (pending) {
            failed.forEach(pending::putIfAbsent);
        }
    }

    /**
     * Commits what is new, or under way, which a client that is closed may drop, and waits at most 2 s for it; poll thread, at its
     * end.
     */
    void commitLast(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>(underWay);
        due.putAll(takePending());
        if (due.isEmpty()) {
            return;
        }
        try {
            try {
                consumer.commitSync(due, LAST);
            } catch (WakeupException e) { // what stopped the loop may be still to come
                consumer.commitSync(due, LAST);
            }
        } catch (KafkaException e) {
            log.info("The last progress {} was not mirrored to Kafka: {}", due, e.toString());
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> takePending() {
        synchronized (pending) {
            Map<TopicPartition, OffsetAndMetadata> due = Map.copyOf(pending);
            pending.clear();
            return due;
        }
    }
}
