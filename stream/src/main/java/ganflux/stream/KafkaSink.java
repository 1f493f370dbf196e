package ganflux.stream;

import ganflux.stream.command.UserError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * Sends streams of records to Kafka and gives back their acknowledgements.
 *
 * <p>One daemon thread does everything: it asks each publisher for one record at a time as long as the bytes in flight
 * stay within their bound, calls {@code producer.send}, which may block, and emits the acknowledgements in the order of
 * the records. So a publisher that makes its records when asked makes them on this thread. The bound holds for all
 * streams of this sink together; each may exceed it by one record. A broker that is down stops the asking.
 *
 * <p>Delivery: acknowledged by all in-sync replicas, written once and in order within a partition as long as this sink
 * lives (idempotent producer). Kafka's {@code delivery.timeout.ms} limits how long a record is tried; then its stream
 * ends with a {@link SendException}. Records without an acknowledgement may or may not have been written.
 */
public final class KafkaSink implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private static final long FULL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Producer<byte[], byte[]> producer;
    private final ByteBudget inFlight;
    private final Object maxRequestSize;
    private final List<SendSubscription> active = new CopyOnWriteArrayList<>();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean producerClosed;
    private volatile boolean full; // a record waits for room
    private int first; // whose turn it is to ask; belongs to the thread

    /** As {@link #KafkaSink(Map, long, Consumer)}, for one who needs no meters. */
    public KafkaSink(Map<String, String> client, long maxInFlightBytes) {
        this(client, maxInFlightBytes, made -> {});
    }

    /**
     * Makes the Kafka client and starts the thread.
     *
     * @param client properties for the Kafka client, {@code bootstrap.servers} among them
     * @param maxInFlightBytes how many bytes may be on their way and not acknowledged
     * @param onClient is given the client, to bind its meters; it must not use it otherwise
     * @throws UserError where the client properties cannot be used
     */
    public KafkaSink(Map<String, String> client, long maxInFlightBytes, Consumer<Producer<?, ?>> onClient) {
        this(
                newProducer(client, maxInFlightBytes),
                maxInFlightBytes,
                ClientSettings.producer(client, maxInFlightBytes));
        onClient.accept(producer);
    }

    KafkaSink(Producer<byte[], byte[]> producer, long maxInFlightBytes, Map<String, Object> settings) {
        this.producer = producer;
        this.inFlight = new ByteBudget(maxInFlightBytes);
        this.maxRequestSize = settings.getOrDefault(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "its default");
        this.thread = new Thread(this::run, "kafka-sink");
        thread.setDaemon(true);
        thread.start();
    }

    private static Producer<byte[], byte[]> newProducer(Map<String, String> client, long maxInFlightBytes) {
        if (maxInFlightBytes < 1) {
            throw new IllegalArgumentException("maxInFlightBytes must be at least 1 but got " + maxInFlightBytes);
        }
        try {
            return new KafkaProducer<>(
                    ClientSettings.producer(client, maxInFlightBytes),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        } catch (KafkaException e) {
            throw ClientSettings.unusable(e);
        }
    }

    /**
     * Sends what {@code records} publishes: once for each subscriber, beginning with its subscription. Each acknowledgement
     * is emitted on the sink's thread, in the order of the records; the subscriber must not block there. A subscriber
     * that asks for n acknowledgements has at most n records on their way.
     *
     * <p>The stream ends with a {@link SendException} at the first record that fails, with the publisher's own error after
     * the records before it are acknowledged, or with {@link IllegalStateException} where the sink is closed first.
     * Cancelling stops the asking; records already on their way still arrive. Records that were asked for and are not sent go
     * to Reactor's discard hook.
     */
    public Flux<RecordMetadata> send(Publisher<OutgoingRecord> records) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super RecordMetadata> subscriber) {
                start(records, subscriber);
            }
        };
    }

    private void start(Publisher<OutgoingRecord> records, CoreSubscriber<? super RecordMetadata> subscriber) {
        SendSubscription subscription = new SendSubscription(this, subscriber);
        boolean open;
        synchronized (active) {
            open = !closing.get() && active.add(subscription);
        }
        if (open) {
            records.subscribe(subscription);
        } else {
            Operators.error(subscriber, new IllegalStateException("the sink is closed"));
        }
    }

    /** Whether {@link #close} was called: every further stream ends with an error. */
    boolean isClosed() {
        return closing.get();
    }

    /** Bytes handed to this sink and not acknowledged. */
    public long inFlightBytes() {
        return inFlight.bytes();
    }

    private void run() {
        while (!producerClosed) {
            signalled.set(false);
            turn();
            if (!signalled.get()) {
                await();
            }
        }
        active.forEach(SendSubscription::abandon);
    }

    /**
     * Waits for a signal. Where there is no room, a wake-up for each acknowledgement would be a change of threads for each
     * record: {@link #landed} is silent until a quarter of the bound is free, and what is acknowledged meanwhile is emitted
     * after 10 ms at the latest.
     */
    private void await() {
        if (full) {
            LockSupport.parkNanos(this, FULL_NS);
        } else {
            LockSupport.park(this);
        }
    }

    private void turn() {
        boolean over = false;
        for (SendSubscription subscription : active) {
            over |= subscription.advance(closing.get());
        }
        if (over) {
            active.removeIf(SendSubscription::isOver);
        }
        full = !closing.get() && !askAll();
    }

    /**
     * Asks each stream's publisher in turns; false where one waits for room. That one keeps its turn, lest small records
     * starve large ones.
     */
    private boolean askAll() {
        int count = active.size();
        for (int i = 0; i < count; i++) {
            int index = (first + i) % count;
            if (!active.get(index).ask(inFlight)) {
                first = index;
                return false;
            }
        }
        first = count == 0 ? 0 : (first + 1) % count;
        return true;
    }

    /** Sends one record; {@code pending} is told of the outcome. Sink's thread. */
    void send(OutgoingRecord record, PendingSend pending) {
        inFlight.take(record.sizeBytes(), 1);
        try {
            Future<RecordMetadata> unused = producer.send(pending.toProducerRecord(), pending);
        } catch (RuntimeException e) {
            pending.onCompletion(null, e);
        }
    }

    /** Makes the thread look at its work; any thread. */
    void signal() {
        if (!signalled.get() && !signalled.getAndSet(true)) { // mostly it is set: a read costs less than a write
            LockSupport.unpark(thread);
        }
    }

    /** Counts {@code bytes} out of flight; any thread. */
    void landed(long bytes) {
        inFlight.give(bytes);
        if (!full || !inFlight.isHigh()) {
            signal();
        }
    }

    SendException failure(OutgoingRecord record, Throwable cause) {
        return SendException.of(record, cause, maxRequestSize);
    }

    /**
     * Takes no more records, waits at most 10 s for those on their way, and ends all streams. Later calls do nothing.
     */
    @Override
    public void close() {
        synchronized (active) {
            if (closing.getAndSet(true)) {
                return;
            }
        }
        signal();
        producer.close(CLOSE);
        producerClosed = true;
        signal();
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
