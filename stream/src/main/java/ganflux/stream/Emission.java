package ganflux.stream;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * Hands polled records to the subscriber as it asks for them. The poll thread offers; whoever finds the drain free, the
 * poll thread or the one that requests, emits, one at a time. Nothing here waits.
 */
final class Emission implements Subscription {
    private final CoreSubscriber<? super ReceivedRecord> subscriber;
    private final Runnable onCancel;
    private final RecordQueue queue;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicInteger drains = new AtomicInteger();
    private volatile boolean cancelled;
    private volatile boolean finished;
    private volatile @Nullable Throwable failure; // written before finished
    private boolean ended; // belongs to the drain

    /** Emits what {@code queue} gives. */
    Emission(CoreSubscriber<? super ReceivedRecord> subscriber, RecordQueue queue, Runnable onCancel) {
        this.subscriber = subscriber;
        this.queue = queue;
        this.onCancel = onCancel;
    }

    /** Queues a record; poll thread only. Call {@link #drain} afterwards. */
    void offer(ReceivedRecord record) {
        queue.offer(record);
    }

    /** Ends the stream, with {@code end} or in good order; records not emitted are released. Only the first end counts. */
    void finish(@Nullable Throwable end) {
        synchronized (this) {
            if (!finished) {
                failure = end;
                finished = true;
            }
        }
        drain();
    }

    /** Learns of all the partitions; poll thread, before records of them are offered. */
    void assigned(Set<TopicPartition> partitions) {
        queue.assigned(partitions);
    }

    /** Partitions of which so much is queued that no more of them should be fetched for now; poll thread. */
    Set<TopicPartition> full() {
        return queue.full();
    }

    /** Partitions whose next record is all that is wanted for what was requested; poll thread. */
    Set<TopicPartition> awaited() {
        return requested.get() > 0 ? queue.awaited() : Set.of();
    }

    /** Records requested and not emitted. */
    long demand() {
        return requested.get();
    }

    /** Whether the subscriber has asked for records and the next one is not here. */
    boolean isStarving() {
        return requested.get() > 0 && queue.isEmpty();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            finish(new IllegalArgumentException("3.9: a request must be for at least 1 record but got " + n));
            onCancel.run();
            return;
        }
        requested.accumulateAndGet(n, Operators::addCap);
        drain();
    }

    @Override
    public void cancel() {
        cancelled = true;
        onCancel.run();
        drain();
    }

    /** Emits what is both queued and requested, unless another thread is at it, which then does. */
    void drain() {
        if (drains.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            if (cancelled || finished) {
                end();
            } else {
                emit();
            }
            missed = drains.addAndGet(-missed);
        } while (missed != 0);
    }

    private void end() {
        for (ReceivedRecord left = queue.pollAny(); left != null; left = queue.pollAny()) {
            left.release().run();
        }
        if (ended) {
            return;
        }
        ended = true;
        Throwable end = failure;
        if (cancelled) {
            return;
        }
        if (end != null) {
            subscriber.onError(end);
        } else {
            subscriber.onComplete();
        }
    }

    /** A subscriber may not throw, and Reactor's operators let some errors through: then no other signal would follow. */
    private void hand(ReceivedRecord record) {
        try {
            subscriber.onNext(record);
        } catch (RuntimeException | Error e) {
            finish(e);
            onCancel.run();
        }
    }

    private void emit() {
        long demand = requested.get();
        long emitted = 0;
        while (emitted < demand && !cancelled && !finished) {
            ReceivedRecord next = queue.poll();
            if (next == null) {
                break;
            }
            emitted++;
            hand(next);
        }
        if (emitted > 0 && demand != Long.MAX_VALUE) {
            requested.addAndGet(-emitted);
        }
    }
}
