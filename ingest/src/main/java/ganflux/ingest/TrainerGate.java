package ganflux.ingest;

import ganflux.ingest.TrainerProgress.Reading;
import ganflux.v1.ImageBatch;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Carries backpressure across Kafka: keeps batches back while more images than allowed lie on the topic untrained. The
 * trainer's progress is read only while something waits, since it can but grow in between. Records count as full ones, so
 * short batches make the gate close a little early, never late.
 *
 * <p>Batches pass one by one; the figures may be read from any thread.
 */
final class TrainerGate {
    private static final Logger log = LoggerFactory.getLogger(TrainerGate.class);
    private static final Duration BETWEEN_READINGS = Duration.ofMillis(250);

    private final TrainerProgress progress;
    private final long aheadImages;
    private final int imagesPerRecord;
    private final Scheduler scheduler;

    private @Nullable Reading latest; // guarded by this, as all that follows
    private long producedBefore;
    private long admitted;
    private long pausedNanos;
    private long waitingSinceNanos = -1;

    /** A gate that closes above {@code aheadImages} images, counting {@code imagesPerRecord} in each record. */
    TrainerGate(TrainerProgress progress, long aheadImages, int imagesPerRecord, Scheduler scheduler) {
        this.progress = progress;
        this.aheadImages = aheadImages;
        this.imagesPerRecord = imagesPerRecord;
        this.scheduler = scheduler;
    }

    /** Answers with {@code batch} when it may pass. */
    Mono<ImageBatch> admit(ImageBatch batch) {
        return Mono.defer(() -> tryAdmit() ? Mono.just(batch) : whenThereIsRoom(batch));
    }

    private Mono<ImageBatch> whenThereIsRoom(ImageBatch batch) {
        return Mono.defer(this::read)
                .filter(this::tryAdmit)
                .repeatWhenEmpty(empty -> empty.delayElements(BETWEEN_READINGS, scheduler))
                .map(reading -> batch)
                .doOnCancel(this::stopWaiting);
    }

    private Mono<Reading> read() {
        return progress.read().onErrorResume(e -> {
            log.info("The trainer's progress cannot be read; the source goes on waiting", e);
            return Mono.empty();
        });
    }

    private synchronized boolean tryAdmit(Reading reading) {
        if (latest == null) {
            producedBefore = reading.produced();
        }
        latest = reading;
        return tryAdmit();
    }

    private synchronized boolean tryAdmit() {
        if (latest == null || untrainedImages() > aheadImages) {
            startWaiting();
            return false;
        }
        stopWaiting();
        admitted++;
        return true;
    }

    /** Images produced but not trained as far as is known; counts those of other producers too. */
    synchronized long untrainedImages() {
        if (latest == null) {
            return 0;
        }
        long produced = Math.max(latest.produced(), producedBefore + admitted);
        return Math.max(0, produced - latest.trained()) * imagesPerRecord;
    }

    /** Whether a batch is being kept back. */
    synchronized boolean isWaiting() {
        return waitingSinceNanos >= 0;
    }

    /** For how long batches have been kept back, in all. */
    synchronized Duration paused() {
        long current = waitingSinceNanos < 0 ? 0 : scheduler.now(TimeUnit.NANOSECONDS) - waitingSinceNanos;
        return Duration.ofNanos(pausedNanos + current);
    }

    private synchronized void startWaiting() {
        if (waitingSinceNanos < 0) {
            waitingSinceNanos = scheduler.now(TimeUnit.NANOSECONDS);
        }
    }

    private synchronized void stopWaiting() {
        if (waitingSinceNanos >= 0) {
            pausedNanos += scheduler.now(TimeUnit.NANOSECONDS) - waitingSinceNanos;
            waitingSinceNanos = -1;
        }
    }
}
