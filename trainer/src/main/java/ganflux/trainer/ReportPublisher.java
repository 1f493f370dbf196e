package ganflux.trainer;

import ganflux.stream.KafkaSink;
import ganflux.stream.OutgoingRecord;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Sinks;

/**
 * Hands messages to a topic without ever holding up the training thread: a bounded queue, and a count of what did not
 * fit or was not taken by Kafka in time.
 *
 * <p>{@link #offer} is for one thread; the count is for any.
 */
final class ReportPublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReportPublisher.class);

    private final KafkaSink sink;
    private final String topic;
    private final int capacity;
    private final AtomicLong dropped = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Sinks.Many<byte[]> queue;
    private volatile boolean closing;

    ReportPublisher(KafkaSink sink, String topic, int capacity) {
        this.sink = sink;
        this.topic = topic;
        this.capacity = capacity;
        queue = connect();
    }

    private Sinks.Many<byte[]> connect() {
        Sinks.Many<byte[]> made = Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(capacity));
        sink.send(made.asFlux().map(value -> new OutgoingRecord(topic, null, null, value)))
                .subscribe(acknowledged -> {}, this::reconnect, ended::countDown);
        return made;
    }

    private void reconnect(Throwable failure) {
        dropped.incrementAndGet();
        if (closing) {
            ended.countDown();
            return;
        }
        log.warn("A message for {} was not taken and is given up: {}", topic, failure.toString());
        queue = connect();
    }

    void offer(byte[] message) {
        if (queue.tryEmitNext(message).isFailure()) {
            dropped.incrementAndGet();
        }
    }

    /** Messages given up so far. */
    long dropped() {
        return dropped.get();
    }

    /** Waits at most three seconds for what is queued. */
    @Override
    public void close() {
        closing = true;
        queue.tryEmitComplete();
        try {
            if (!ended.await(Duration.ofSeconds(3).toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Not all messages for {} were acknowledged before the end", topic);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
