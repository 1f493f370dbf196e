package ganflux.cluster;

import ganflux.stream.command.UserError;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many partitions a topic has, asked for again every half minute. One thread. */
final class PartitionCount {
    private static final Logger log = LoggerFactory.getLogger(PartitionCount.class);
    private static final long KEPT_NS = TimeUnit.SECONDS.toNanos(30);

    private final IntSupplier topic;
    private final LongSupplier nanoTime;
    private int known;
    private long askedAtNs;

    /** Of what {@code topic} says, which throws a {@link UserError} where the broker does not. */
    PartitionCount(IntSupplier topic, LongSupplier nanoTime) {
        this.topic = topic;
        this.nanoTime = nanoTime;
    }

    /**
     * The newest count.
     *
     * @throws UserError where it was never known; where the broker is away later on, what it said before still holds
     */
    int get() {
        if (known == 0 || nanoTime.getAsLong() - askedAtNs > KEPT_NS) {
            try {
                known = topic.getAsInt();
                askedAtNs = nanoTime.getAsLong();
            } catch (UserError e) {
                if (known == 0) {
                    throw e;
                }
                log.warn("Going on with {} partitions, as before: {}", known, e.getMessage());
            }
        }
        return known;
    }
}
