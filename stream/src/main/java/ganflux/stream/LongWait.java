package ganflux.stream;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/** Notices where what is there waits long for records of other partitions. Belongs to the poll thread. */
final class LongWait {
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

    private final LongSupplier nanoTime;
    private boolean waiting;
    private boolean noticed;
    private long sinceNs;

    LongWait(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether partitions are awaited for long; true once in each wait. */
    boolean isNews(Set<TopicPartition> awaited) {
        if (awaited.isEmpty()) {
            waiting = false;
            return false;
        }
        long now = nanoTime.getAsLong();
        if (!waiting) {
            waiting = true;
            noticed = false;
            sinceNs = now;
        }
        boolean news = !noticed && now - sinceNs >= LONG_NS;
        noticed |= news;
        return news;
    }
}
