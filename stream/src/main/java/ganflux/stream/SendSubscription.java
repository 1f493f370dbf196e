package ganflux.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * One stream through a {@link KafkaSink}: subscriber to its records, subscription to its acknowledgements. The signals
 * of both sides come from any thread and only leave a note; the sink's thread acts on them.
 */
final class SendSubscription implements CoreSubscriber<OutgoingRecord>, Subscription {
    private static final long FIRST_ESTIMATE = 1 << 20;
    private static final int AT_ONCE = 64; // then the other streams have their turn

    private final KafkaSink sink;
    private final CoreSubscriber<? super RecordMetadata> subscriber;
    private final Queue<OutgoingRecord> arrived =
            Queues.<OutgoingRecord>unbounded(64).get();
    private final AtomicLong requested = new AtomicLong();
    private volatile @Nullable Subscription upstream;
    private volatile boolean upstreamDone;
    private volatile @Nullable Throwable upstreamError; // written before upstreamDone
    private volatile @Nullable Throwable misuse;
    private volatile boolean cancelled;
    private volatile boolean abandoned;

    // These belong to the sink's thread.
    private final Deque<PendingSend> pending = new ArrayDeque<>();
    private boolean asked;
    private boolean ended;
    private boolean discarded; // something that had arrived
    private long largest;

    SendSubscription(KafkaSink sink, CoreSubscriber<? super RecordMetadata> subscriber) {
        this.sink = sink;
        this.subscriber = subscriber;
    }

    @Override
    public Context currentContext() {
        return subscriber.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            subscriber.onSubscribe(this);
            upstream = subscription; // from now on the sink's thread asks
            sink.signal();
            if (abandoned) { // the sink's thread has ended and found no publisher
                abandon();
            }
        }
    }

    @Override
    public void onNext(OutgoingRecord record) {
        arrived.offer(record);
        sink.signal();
    }

    @Override
    public void onError(Throwable error) {
        upstreamError = error;
        onComplete();
    }

    @Override
    public void onComplete() {
        upstreamDone = true;
        sink.signal();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            misuse = new IllegalArgumentException("3.9: a request must be for at least 1 record but got " + n);
        } else {
            requested.accumulateAndGet(n, Operators::addCap);
        }
        sink.signal();
    }

    @Override
    public void cancel() {
        cancelled = true;
        sink.signal();
    }

    boolean isOver() {
        return ended;
    }

    /** Sends what has arrived and emits what is acknowledged; true where the stream is over. Sink's thread. */
    boolean advance(boolean closing) {
        Subscription from = upstream;
        if (from == null || ended) {
            return ended;
        }
        try {
            return advance(from, closing);
        } catch (RuntimeException | Error e) { // of the subscriber, against the rules; the other streams must go on
            from.cancel();
            return end(e);
        }
    }

    private boolean advance(Subscription from, boolean closing) {
        boolean last = upstreamDone; // read before the queue, which is filled before it
        Throwable broken = misuse;
        if (cancelled || broken != null) {
            from.cancel();
            return end(broken);
        }
        if (closing) {
            from.cancel();
            discard();
        } else {
            sendArrived();
        }
        SendException failure = emit();
        if (failure != null) {
            from.cancel();
            return end(failure);
        }
        if (last && pending.isEmpty() && arrived.isEmpty() && !closing) {
            Throwable error = upstreamError;
            return error == null ? complete() : end(error);
        }
        return false;
    }

    private void sendArrived() {
        for (OutgoingRecord record = arrived.poll(); record != null; record = arrived.poll()) {
            asked = false;
            largest = Math.max(largest, record.sizeBytes());
            PendingSend send = new PendingSend(sink, record);
            pending.add(send);
            sink.send(record, send);
        }
    }

    /** Emits acknowledgements from the oldest record on; returns the failure that it meets. */
    private @Nullable SendException emit() {
        long demand = requested.get();
        long emitted = 0;
        SendException failure = null;
        while (!cancelled) {
            PendingSend oldest = pending.peek();
            if (oldest == null) {
                break;
            }
            failure = oldest.failure();
            RecordMetadata metadata = oldest.metadata();
            if (failure != null || metadata == null || emitted == demand) {
                break;
            }
            pending.remove();
            emitted++;
            subscriber.onNext(metadata);
        }
        if (emitted > 0 && demand != Long.MAX_VALUE) {
            requested.addAndGet(-emitted);
        }
        return failure;
    }

    /**
     * Asks for records, one at a time, as long as the publisher gives them at once, the subscriber wants their
     * acknowledgements, and they fit: each is taken to be as large as the largest so far. Returns false where not even
     * one fits. Sink's thread.
     */
    boolean ask(ByteBudget inFlight) {
        Subscription from = upstream;
        for (int given = 0; given < AT_ONCE && from != null && wantsMore(); given++) {
            if (!inFlight.fits(largest == 0 ? Math.min(FIRST_ESTIMATE, inFlight.limit() / 8) : largest)) {
                return given > 0;
            }
            asked = true;
            try {
                from.request(1);
            } catch (RuntimeException | Error e) { // of the publisher, against the rules
                return end(e);
            }
            sendArrived();
        }
        return true;
    }

    private boolean wantsMore() {
        return !asked && !ended && !cancelled && !upstreamDone && requested.get() > pending.size();
    }

    /** Ends the stream of a closed sink. Sink's thread, last of all; or the publisher's, where it comes later still. */
    synchronized void abandon() {
        abandoned = true;
        Subscription from = upstream;
        if (from == null || ended) {
            return;
        }
        from.cancel();
        discard();
        SendException failure = emit();
        if (failure != null) {
            end(failure);
        } else if (upstreamDone && upstreamError == null && pending.isEmpty() && !discarded) {
            complete();
        } else {
            end(new IllegalStateException("the sink was closed before all records were sent"));
        }
    }

    private void discard() {
        discarded |= !arrived.isEmpty();
        Operators.onDiscardQueueWithClear(arrived, currentContext(), null);
    }

    private boolean complete() {
        ended = true;
        subscriber.onComplete();
        return true;
    }

    private boolean end(@Nullable Throwable error) {
        ended = true;
        discard();
        pending.clear();
        if (error != null && !cancelled) {
            subscriber.onError(error);
        }
        return true;
    }
}
