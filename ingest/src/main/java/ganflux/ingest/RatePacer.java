package ganflux.ingest;

import ganflux.v1.ImageBatch;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Lets batches pass at a number of images per second. A batch passes at once and then keeps the next one back for as long
 * as its images take at that pace; time in which nothing was asked for is not made up later. Batches pass one by one.
 */
final class RatePacer {
    private final double imagesPerSecond;
    private final Scheduler scheduler;
    private long freeAtNanos;

    RatePacer(double imagesPerSecond, Scheduler scheduler) {
        this.imagesPerSecond = imagesPerSecond;
        this.scheduler = scheduler;
        freeAtNanos = scheduler.now(TimeUnit.NANOSECONDS);
    }

    /** Answers with {@code batch} when it may pass. */
    Mono<ImageBatch> pace(ImageBatch batch) {
        long now = scheduler.now(TimeUnit.NANOSECONDS);
        long passAt = Math.max(now, freeAtNanos);
        freeAtNanos = passAt + (long) (batch.getCount() / imagesPerSecond * 1e9);
        return passAt == now
                ? Mono.just(batch)
                : Mono.delay(Duration.ofNanos(passAt - now), scheduler).map(tick -> batch);
    }
}
