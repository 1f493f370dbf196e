package ganflux.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Hands messages to a topic without ever holding up the thread that has them: a bounded queue, and a count of what did not
 * fit or was not taken by Kafka. A message that Kafka does not take is given up, and those behind it are sent all the
 * same, until the sink is closed.
 *
 * <p>Any thread.
 */
public final class MessagePublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MessagePublisher.class);

    private final KafkaSink sink;
    private final String topic;
    private final int capacity;
    private final AtomicLong dropped = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);

    // Guarded by this.
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private @Nullable FluxSink<OutgoingRecord> stream; // the present one
    private long unacknowledged; // of that stream
    private boolean closing;
    private boolean over;

    /** Publishes to {@code topic} through {@code sink}, which stays the caller's to close, with at most {@code capacity} queued. */
    public MessagePublisher(KafkaSink sink, String topic, int capacity) {
        this.sink = sink;
        this.topic = topic;
        this.capacity = capacity;
        connect();
    }

    private void connect() {
        sink.send(Flux.create(this::begin))
                .doOnDiscard(OutgoingRecord.class, this::takeBack)
                .subscribe(acknowledged -> acknowledged(), this::failed, ended::countDown);
    }

    private void begin(FluxSink<OutgoingRecord> begun) {
        synchronized (this) {
            stream = begun;
        }
        begun.onRequest(more -> drain());
    }

    private synchronized void acknowledged() {
        unacknowledged--;
    }

    /** What a stream that fails has not sent goes first into the next. */
    private synchronized void takeBack(OutgoingRecord unsent) {
        waiting.addFirst(unsent.value());
        unacknowledged--;
    }

    private void failed(Throwable failure) {
        if (isLast()) {
            ended.countDown();
            return;
        }
        dropped.incrementAndGet();
        log.warn("A message for {} was not taken and is given up: {}", topic, failure.toString());
        connect();
    }

    private synchronized boolean isLast() {
        if (closing || sink.isClosed()) {
            over = true;
            dropped.addAndGet(unacknowledged + waiting.size());
            waiting.clear();
        }
        unacknowledged = 0; // those behind the one that failed are with the producer, which goes on
        return over;
    }

    /** Hands over what is asked for, and no more: what waits outlives the stream. */
    private synchronized void drain() {
        FluxSink<OutgoingRecord> to = stream;
        if (to == null) {
            return;
        }
        while (!waiting.isEmpty() && to.requestedFromDownstream() > 0 && !to.isCancelled()) {
            unacknowledged++;
            to.next(new OutgoingRecord(topic, null, null, waiting.remove()));
        }
        if (closing && waiting.isEmpty()) {
            to.complete();
        }
    }

    /** Queues a message, or counts it as dropped where the queue is full or nothing is sent any more; never blocks. */
    public synchronized void offer(byte[] message) {
        if (closing || over || waiting.size() >= capacity) {
            dropped.incrementAndGet();
            return;
        }
        waiting.add(message);
        drain();
    }

    /** Messages given up so far. */
    public long dropped() {
        return dropped.get();
    }

    /** Waits at most three seconds for what is queued. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            drain();
        }
        try {
            if (!ended.await(Duration.ofSeconds(3).toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Not all messages for {} were acknowledged before the end", topic);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
