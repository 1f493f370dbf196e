package ganflux.stream;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** A subscriber that keeps what it receives until it is told to release it. */
final class Holder extends BaseSubscriber<ReceivedRecord> {
    final List<ReceivedRecord> received = new CopyOnWriteArrayList<>();
    volatile boolean completed;
    volatile @Nullable Throwable error;
    private final long firstRequest;

    Holder(long firstRequest) {
        this.firstRequest = firstRequest;
    }

    static Holder unbounded() {
        return new Holder(Long.MAX_VALUE);
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        if (firstRequest > 0) {
            request(firstRequest);
        }
    }

    @Override
    protected void hookOnNext(ReceivedRecord record) {
        received.add(record);
    }

    @Override
    protected void hookOnComplete() {
        completed = true;
    }

    @Override
    protected void hookOnError(Throwable failure) {
        error = failure;
    }

    int count() {
        return received.size();
    }

    List<Long> offsets() {
        return received.stream().map(ReceivedRecord::offset).toList();
    }

    /** Releases the records from index {@code from} up to, without, {@code to}. */
    void release(int from, int to) {
        received.subList(from, to).forEach(record -> record.release().run());
    }
}
