package ganflux.stream;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Keeps up what is known of the broker: when it last answered and how far the partitions reach. The consumer says
 * nothing of a broker that is gone, so its count of answered fetches is watched. Belongs to the poll thread;
 * {@link #lastAnswerMs} is for any.
 */
final class Contact {
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long ASK_NS = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Partitions partitions;
    private @Nullable Metric fetches;
    private double fetchesSeen;
    private long dueNs = System.nanoTime();
    private volatile long lastAnswerMs;

    Contact(Consumer<byte[], byte[]> consumer, Partitions partitions) {
        this.consumer = consumer;
        this.partitions = partitions;
    }

    /** Looks again where it is time to; with {@code fetching} false it asks the broker, which may take 2 s. */
    void refresh(boolean fetching) {
        long now = System.nanoTime();
        if (now - dueNs < 0) {
            return;
        }
        if (fetching) {
            dueNs = now + LOOK_NS;
            partitions.measure();
            noteFetches();
        } else {
            dueNs = now + ASK_NS; // before asking, lest a dead broker be asked without a pause
            partitions.ask();
            answered();
        }
    }

    /** Notes that the broker answered just now. */
    void answered() {
        lastAnswerMs = System.currentTimeMillis();
    }

    private void noteFetches() {
        if (fetches == null) {
            fetches = consumer.metrics().values().stream()
                    .filter(metric -> metric.metricName().name().equals("fetch-total"))
                    .findFirst()
                    .orElse(null);
        }
        if (fetches != null && fetches.metricValue() instanceof Double total && total > fetchesSeen) {
            fetchesSeen = total;
            answered();
        }
    }

    long lastAnswerMs() {
        return lastAnswerMs;
    }
}
