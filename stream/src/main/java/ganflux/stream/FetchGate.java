package ganflux.stream;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops fetching when the budget is nearly used up and lets it go on when most of it is free again. Belongs to the poll
 * thread; {@link #isClosed}, {@link #paused} and {@link #closings} are for any.
 *
 * <p>Where several partitions are merged, those of which enough is queued are held back while the gate is open; and those whose
 * next record all others wait for are fetched while it is closed, whatever the budget: nothing would be released without them.
 *
 * <p>A subscriber that needs more bytes at once than the lower mark, for a large minibatch say, would wait for ever at
 * a closed gate: it releases nothing before it has them. So where it asks for records, none is queued and nothing moves
 * for a second, one more poll is let through, as long as the budget itself is not used up.
 */
final class FetchGate {
    private static final Logger log = LoggerFactory.getLogger(FetchGate.class);
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<byte[], byte[]> consumer;
    private final ByteBudget budget;
    private final LongSupplier nanoTime;
    private volatile boolean closed;
    private volatile Set<TopicPartition> paused = Set.of();
    private final AtomicLong closings = new AtomicLong();
    private long stalledBytes = -1;
    private long stalledSinceNs;
    private boolean warned;

    FetchGate(Consumer<byte[], byte[]> consumer, ByteBudget budget, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.budget = budget;
        this.nanoTime = nanoTime;
    }

    /**
     * Opens or closes the gate, as the budget demands, and fetches of {@code partitions} accordingly.
     *
     * @param full those to be held back while the gate is open
     * @param awaited those to be fetched in any case
     * @param starving whether the subscriber has asked for records and the next one is not here
     */
    void adjust(
            Set<TopicPartition> partitions, Set<TopicPartition> full, Set<TopicPartition> awaited, boolean starving) {
        if (!closed && budget.isHigh()) {
            closed = true;
            closings.incrementAndGet();
        } else if (closed && (budget.isLow() || isStalled(starving && awaited.isEmpty()))) {
            closed = false;
        }
        Set<TopicPartition> wanted = new HashSet<>(closed ? partitions : full);
        wanted.removeAll(awaited);
        pause(wanted);
    }

    private void pause(Set<TopicPartition> wanted) {
        if (wanted.equals(paused)) {
            return;
        }
        Set<TopicPartition> resumed = new HashSet<>(paused);
        resumed.removeAll(wanted);
        consumer.resume(resumed);
        consumer.pause(wanted);
        paused = Set.copyOf(wanted);
    }

    /** How many partitions are not fetched; any thread. */
    int paused() {
        return paused.size();
    }

    private boolean isStalled(boolean starving) {
        long inMemory = budget.bytes();
        if (!starving || inMemory != stalledBytes) {
            stalledBytes = starving ? inMemory : -1;
            stalledSinceNs = nanoTime.getAsLong();
            return false;
        }
        if (nanoTime.getAsLong() - stalledSinceNs < STALL_NS) {
            return false;
        }
        if (inMemory < budget.limit()) {
            stalledBytes = -1;
            return true;
        }
        if (!warned) {
            warned = true;
            log.warn(
                    "All {} bytes that may be in memory are held downstream, which asks for more: raise the budget of {}",
                    inMemory,
                    budget.limit());
        }
        return false;
    }

    boolean isClosed() {
        return closed;
    }

    /** How often the gate was closed. */
    long closings() {
        return closings.get();
    }
}
