package ganflux.stream;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a {@link KafkaSource}'s poll thread, which alone touches the consumer and closes it. {@link #stop} and
 * {@link #released} are for any thread.
 */
final class PollLoop implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(PollLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int REFUSALS = 5; // in a row, a second apart, until the broker's refusal is believed
    private static final byte[] NOTHING = {};

    private final Consumer<byte[], byte[]> consumer;
    private final Partitions partitions;
    private final FetchGate gate;
    private final Contact contact;
    private final ProgressMirror mirror;
    private final ByteBudget budget;
    private final Emission emission;
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private final AtomicLong fetchedBytes = new AtomicLong();
    private final LongWait wait = new LongWait(System::nanoTime);
    private int refusals;

    PollLoop(
            Consumer<byte[], byte[]> consumer,
            Partitions partitions,
            FetchGate gate,
            Contact contact,
            ProgressMirror mirror,
            ByteBudget budget,
            Emission emission) {
        this.consumer = consumer;
        this.partitions = partitions;
        this.gate = gate;
        this.contact = contact;
        this.mirror = mirror;
        this.budget = budget;
        this.emission = emission;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        Throwable failure = thrownBy(this::turns);
        stopping = true;
        Throwable atTheEnd = thrownBy(this::leave);
        emission.finish(failure == null ? atTheEnd : failure); // whatever has happened, somebody waits for the end
    }

    private static @Nullable Throwable thrownBy(Runnable work) {
        try {
            work.run();
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    private void turns() {
        try {
            while (!stopping) {
                turn();
            }
        } catch (WakeupException e) {
            log.debug("Woken up to stop");
        }
    }

    private void leave() {
        try {
            mirror.commitLast(consumer);
        } finally {
            closeConsumer();
        }
    }

    private void turn() {
        try {
            if (partitions.discover()) {
                emission.assigned(partitions.assigned());
                answered();
            }
            if (partitions.assigned().isEmpty()) {
                LockSupport.parkNanos(this, IDLE_NS);
                return;
            }
            Set<TopicPartition> awaited = emission.awaited();
            gate.adjust(partitions.assigned(), emission.full(), awaited, emission.isStarving());
            boolean fetching = gate.paused() < partitions.assigned().size();
            poll(fetching);
            contact.refresh(fetching);
            mirror.commitSome(consumer);
            sayWhatIsAwaited(awaited);
            if (!fetching && !(gate.isClosed() && budget.isLow())) { // else the next turn opens the gate
                LockSupport.parkNanos(this, IDLE_NS); // released() ends it
            }
        } catch (AuthenticationException | AuthorizationException e) {
            if (++refusals >= REFUSALS) {
                throw e;
            }
            log.info("Refused by the broker, {} of {}: {}", refusals, REFUSALS, e.toString());
            pauseBeforeRetry();
        } catch (RetriableException e) {
            log.debug("Will try again", e);
            pauseBeforeRetry();
        }
    }

    private void poll(boolean fetching) {
        try {
            accept(consumer.poll(fetching ? POLL : Duration.ZERO));
        } catch (OffsetOutOfRangeException e) {
            partitions.passOver(e); // asks the broker, which may fail as any turn may
        }
    }

    private void sayWhatIsAwaited(Set<TopicPartition> awaited) {
        if (wait.isNews(awaited)) {
            log.warn("Nothing can follow in strict order before the next record of {}", awaited);
        }
    }

    private void pauseBeforeRetry() {
        if (!stopping) {
            LockSupport.parkNanos(this, RETRY_NS);
        }
    }

    private void answered() {
        refusals = 0;
        contact.answered();
    }

    private void accept(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        answered();
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            bytes += sizeOf(record);
        }
        fetchedBytes.addAndGet(bytes);
        budget.take(bytes + (long) records.count() * ByteBudget.RECORD_OVERHEAD, records.count());
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> polled = records.records(partition);
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                emission.offer(received(record));
            }
            partitions.polled(partition, polled.get(polled.size() - 1).offset() + 1);
        }
        emission.drain();
    }

    private ReceivedRecord received(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value() == null ? NOTHING : record.value();
        return new ReceivedRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                value,
                new Release(this, value.length + ByteBudget.RECORD_OVERHEAD));
    }

    private static int sizeOf(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? 0 : record.value().length;
    }

    /** Takes {@code bytes} of one record out of the budget; any thread. */
    private void released(long bytes) {
        budget.give(bytes);
        if (gate.isClosed() && budget.isLow()) {
            LockSupport.unpark(thread);
        }
    }

    /** Asks the loop to end, which it does within 5 s, mostly at once; any thread, any number of times. */
    void stop() {
        if (!stopping) {
            stopping = true;
            consumer.wakeup();
        }
        LockSupport.unpark(thread);
    }

    /** Bytes of values polled so far; any thread. */
    long fetchedBytes() {
        return fetchedBytes.get();
    }

    private void closeConsumer() {
        try {
            consumer.close(CloseOptions.timeout(CLOSE));
        } catch (KafkaException e) {
            log.info("The consumer did not close in good order: {}", e.toString());
        }
    }

    /** Gives a record's bytes back, once. */
    private static final class Release extends AtomicBoolean implements Runnable {
        private static final long serialVersionUID = 1L;

        private final transient PollLoop loop;
        private final int bytes;

        Release(PollLoop loop, int bytes) {
            this.loop = loop;
            this.bytes = bytes;
        }

        @Override
        public void run() {
            if (compareAndSet(false, true)) {
                loop.released(bytes);
            }
        }
    }
}
