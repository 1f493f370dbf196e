package ganflux.stream;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Sinks;

/**
 * Hands messages to a topic without ever holding up the thread that has them: a bounded queue, and a count of what did not
 * fit or was not taken by Kafka in time.
 *
 * <p>{@link #offer} is for one thread; the count is for any.
 */
public final class MessagePublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MessagePublisher.class);

    private final KafkaSink sink;
    private final String topic;
    private final int capacity;
    private final AtomicLong dropped = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Sinks.Many<byte[]> queue;
    private volatile boolean closing;

    /** Publishes to {@code topic} through {@code sink}, which stays the caller's to close, with at most {@code capacity} queued. */
    public MessagePublisher(KafkaSink sink, String topic, int capacity) {
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

    /** Queues a message, or counts it as dropped where the queue is full; never blocks. */
    public void offer(byte[] message) {
        if (queue.tryEmitNext(message).isFailure()) {
            dropped.incrementAndGet();
        }
    }

    /** Messages given up so far. */
    public long dropped() {
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
