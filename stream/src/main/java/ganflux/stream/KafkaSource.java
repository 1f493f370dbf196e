package ganflux.stream;

import ganflux.stream.command.UserError;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * Reads a topic as a {@link Flux}: the records of each partition in order, no faster than asked for, and never more of
 * them in memory than the budget and one poll.
 *
 * <h2>Design</h2>
 *
 * <p><b>Position.</b> Partitions are assigned, not subscribed to, and each is sought to where {@link Start} says: the
 * position belongs to the reader's checkpoint, which ties it to the weights that it led to. Kafka's committed offsets
 * are at most a mirror of it for lag tools ({@link #trained}). There is no group, so nothing fences a second reader of
 * the same checkpoint: its directory's lock must. A position that the broker does not have ends the stream with a
 * {@link PositionLostException}, or is passed over and counted ({@link OnGap}); Kafka's own answer,
 * {@code auto.offset.reset}, would skip the backlog silently. New
 * partitions are found within 30 s, and read from their beginning. A topic that does not exist is waited for.
 *
 * <p><b>Threads.</b> One daemon thread owns the consumer ({@link PollLoop}). It polls all the time, while fetching is
 * paused too, so that the client's connections stay alive however long a training step takes. Records go through a
 * queue ({@link Emission}), which is emptied by the poll thread when records arrive and by the subscriber's thread when
 * it requests: no thread ever waits for another. The subscriber must not block in {@code onNext}: a slow one belongs
 * behind {@code publishOn(scheduler, 1)}, whose default of 256 would be far too many records of a megabyte.
 *
 * <p><b>Memory.</b> Demand alone does not bound it: what was emitted is still in memory until a step has used it. So
 * each record counts against the budget from poll until {@link ReceivedRecord#release}, and at three quarters of the
 * budget fetching pauses until only a third is left ({@link FetchGate}; a single mark would flap, and each change throws away
 * fetched data). Beside the budget the client itself holds at most {@code fetch.max.bytes} a broker, a quarter of the
 * budget. In {@link Order#STRICT} nothing can be emitted before one record of each partition is there, so those that are waited
 * for are fetched above the budget too, about a megabyte of each.
 *
 * <p><b>Order.</b> The records of a partition keep theirs; several partitions are mixed as {@link Order} says.
 *
 * <p><b>Delivery.</b> At least once: after a restart reading goes on at the position that it is given. Nothing is skipped but
 * counted gaps.
 *
 * <p><b>Failures.</b> A lost broker is no error: the client reconnects for as long as it takes, and
 * {@link SourceStats#lastFetchMs} shows the silence. A broker that refuses the client (credentials, rights) is
 * believed after five refusals. Errors end the stream at once; records not emitted by then are released.
 */
public final class KafkaSource implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final KafkaSourceConfig config;
    private final Consumer<byte[], byte[]> consumer;
    private final Partitions partitions;
    private final ByteBudget budget;
    private final FetchGate gate;
    private final Contact contact;
    private final ProgressMirror mirror;
    private final String name;
    private @Nullable Thread thread; // guarded by this
    private boolean closed; // guarded by this
    private volatile @Nullable Emission emission;
    private volatile @Nullable PollLoop loop;

    /** As {@link #KafkaSource(KafkaSourceConfig, java.util.function.Consumer)}, for one who needs no meters. */
    public KafkaSource(KafkaSourceConfig config) {
        this(config, client -> {});
    }

    /**
     * Makes the Kafka client; it connects when {@link #records} is subscribed to.
     *
     * @param onClient is given the client, to bind its meters; it must not use it otherwise
     * @throws UserError where the client properties cannot be used
     */
    public KafkaSource(KafkaSourceConfig config, java.util.function.Consumer<Consumer<?, ?>> onClient) {
        this(config, newConsumer(config));
        onClient.accept(consumer);
    }

    KafkaSource(KafkaSourceConfig config, Consumer<byte[], byte[]> consumer) {
        this.config = config;
        this.consumer = consumer;
        this.partitions = new Partitions(consumer, config.topic(), config.start(), System::nanoTime);
        this.budget = new ByteBudget(config.budgetBytes());
        this.gate = new FetchGate(consumer, budget, System::nanoTime);
        this.contact = new Contact(consumer, partitions);
        this.mirror = new ProgressMirror(config.topic(), config.progressGroup().isPresent());
        this.name = "kafka-source-" + config.topic();
    }

    private static Consumer<byte[], byte[]> newConsumer(KafkaSourceConfig config) {
        try {
            return new KafkaConsumer<>(
                    ClientSettings.consumer(config), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw ClientSettings.unusable(e);
        }
    }

    /**
     * The topic's records, for one subscriber in this object's life. They are emitted on the poll thread or on the thread
     * that requests. The stream ends when this source is closed, or with an error; cancelling it stops the source too.
     */
    public Flux<ReceivedRecord> records() {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super ReceivedRecord> subscriber) {
                KafkaSource.this.subscribe(subscriber);
            }
        };
    }

    private void subscribe(CoreSubscriber<? super ReceivedRecord> subscriber) {
        PollLoop started;
        Emission begun;
        synchronized (this) {
            if (closed) {
                Operators.complete(subscriber);
                return;
            }
            if (loop != null) {
                Operators.error(subscriber, new IllegalStateException("this source has its one subscriber already"));
                return;
            }
            RecordQueue queue =
                    config.order() == Order.STRICT ? new MergeQueue(config.budgetBytes()) : new ArrivalQueue();
            begun = new Emission(subscriber, queue, this::stop);
            started = new PollLoop(consumer, partitions, gate, contact, mirror, budget, begun);
            emission = begun;
            loop = started;
        }
        subscriber.onSubscribe(begun);
        start(started);
    }

    private synchronized void start(PollLoop started) {
        thread = new Thread(started, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void stop() {
        PollLoop running = loop;
        if (running != null) {
            running.stop();
        }
    }

    /** A snapshot; any thread, at any time. */
    public SourceStats stats() {
        Emission emitting = emission;
        PollLoop running = loop;
        long held = budget.records();
        return new SourceStats(
                partitions.ahead() + held,
                budget.bytes(),
                Math.toIntExact(held),
                config.budgetBytes(),
                gate.paused(),
                gate.closings(),
                emitting == null ? 0 : emitting.demand(),
                partitions.endOffsets(),
                running == null ? 0 : running.fetchedBytes(),
                contact.lastAnswerMs(),
                partitions.gapRecords());
    }

    /**
     * Mirrors progress to the group of {@link KafkaSourceConfig#progressGroup}, where there is one: at most once a second, and
     * without any promise. Any thread; does not wait.
     *
     * @param nextOffsets by partition, the offset after the last record that was trained
     */
    public void trained(Map<Integer, Long> nextOffsets) {
        mirror.note(nextOffsets);
    }

    /**
     * Completes the stream, releases what was not emitted and closes the client; waits at most 10 s, mostly a few
     * milliseconds. Later calls do nothing.
     */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            running = thread;
        }
        Emission emitting = emission;
        if (emitting == null) {
            consumer.close(CloseOptions.timeout(CLOSE));
            return;
        }
        emitting.finish(null);
        stop();
        if (running != null && running != Thread.currentThread()) {
            await(running);
        }
    }

    private static void await(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
