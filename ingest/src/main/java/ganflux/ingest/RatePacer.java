package ganflux.ingest;

import ganflux.v1.ImageBatch;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Lets batches pass at a number of images per second. A batch passes at once and then keeps the next one back for as long
 * as its images take at that pace. The lateness of a timer is made up for; time in which nothing was asked for is not.
 * Batches pass one by one.
 */
final class RatePacer {
    private static final long TIMER_LATENESS_NANOS = Duration.ofMillis(50).toNanos();

    private final double imagesPerSecond;
    private final Scheduler scheduler;
    private long freeAtNanos;

    RatePacer(double imagesPerSecond, Scheduler scheduler) {
        this.imagesPerSecond = imagesPerSecond;
        this.scheduler = scheduler;
        freeAtNanos = now();
    }

    /** Answers with {@code batch} when it may pass. */
    Mono<ImageBatch> pace(ImageBatch batch) {
        long wait = Math.max(0, freeAtNanos - now());
        Mono<Long> passing = wait == 0 ? Mono.just(0L) : Mono.delay(Duration.ofNanos(wait), scheduler);
        return passing.map(tick -> {
            long lasts = (long) (batch.getCount() / imagesPerSecond * 1e9);
            freeAtNanos = Math.max(freeAtNanos, now() - TIMER_LATENESS_NANOS) + lasts;
            return batch;
        });
    }

    private long now() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }
}
