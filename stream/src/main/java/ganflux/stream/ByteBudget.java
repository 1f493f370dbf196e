package ganflux.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts bytes in memory against a limit. It never blocks and never refuses: its owner asks before it takes on more.
 * Between {@link #isHigh} and {@link #isLow} lies a gap, so that an owner who stops at the one and goes on at the other
 * does not flap. Thread-safe.
 */
final class ByteBudget {
    /** What a record costs on the heap besides its value: its objects and its places in queues. */
    static final int RECORD_OVERHEAD = 200;

    private static final double HIGH = .75;
    private static final double LOW = .35;

    private final long limit;
    private final long high;
    private final long low;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong records = new AtomicLong();

    ByteBudget(long limit) {
        this.limit = limit;
        this.high = (long) (limit * HIGH);
        this.low = (long) (limit * LOW);
    }

    /** Counts {@code count} records of {@code size} bytes together in. */
    void take(long size, int count) {
        bytes.addAndGet(size);
        records.addAndGet(count);
    }

    /** Counts a record of {@code size} bytes out. */
    void give(long size) {
        bytes.addAndGet(-size);
        records.decrementAndGet();
    }

    boolean isHigh() {
        return bytes.get() >= high;
    }

    boolean isLow() {
        return bytes.get() <= low;
    }

    /** Whether {@code size} more bytes stay within the limit; anything fits where nothing is held. */
    boolean fits(long size) {
        long held = bytes.get();
        return held == 0 || size <= limit - held;
    }

    long bytes() {
        return bytes.get();
    }

    long records() {
        return records.get();
    }

    long limit() {
        return limit;
    }
}
