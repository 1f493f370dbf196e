package ganflux.ingest;

import ganflux.v1.ImageBatch;
import java.time.Clock;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what was acknowledged. Acknowledgements come in the order in which the batches left, so a queue tells which is
 * meant; it is as long as the sink has records in flight. Thread-safe for one thread that sends and one that
 * acknowledges.
 */
final class Tally {
    /** A batch on its way. */
    record Sent(String sourceId, int images, long bytes, long lastId, long leftAtMs) {}

    private final Clock clock;
    private final Queue<Sent> inFlight = new ConcurrentLinkedQueue<>();
    private final AtomicLong images = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong nextIndex = new AtomicLong();

    Tally(Clock clock) {
        this.clock = clock;
    }

    /** The source goes on at {@code index}; of several streams the furthest counts. */
    void resumeAt(long index) {
        nextIndex.accumulateAndGet(index, Math::max);
    }

    /** Notes that {@code batch}, as a record of {@code size} bytes, is on its way. */
    void leaves(ImageBatch batch, long size) {
        long lastId = batch.getIds(batch.getIdsCount() - 1);
        inFlight.add(new Sent(batch.getSourceId(), batch.getCount(), size, lastId, clock.millis()));
    }

    /** Notes that the oldest batch on its way has arrived, and tells which it was. */
    Sent acknowledged() {
        Sent sent = inFlight.remove();
        images.addAndGet(sent.images());
        batches.incrementAndGet();
        bytes.addAndGet(sent.bytes());
        nextIndex.accumulateAndGet(sent.lastId() + 1, Math::max);
        return sent;
    }

    long images() {
        return images.get();
    }

    long batches() {
        return batches.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** Index behind the last acknowledged image. */
    long nextIndex() {
        return nextIndex.get();
    }

    /** For how long the oldest batch on its way has not been acknowledged, in milliseconds; 0 where there is none. */
    long waitingMs() {
        Sent oldest = inFlight.peek();
        return oldest == null ? 0 : clock.millis() - oldest.leftAtMs();
    }
}
