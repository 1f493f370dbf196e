package ganflux.ingest;

import ganflux.ingest.TrainerProgress.Reading;
import ganflux.v1.ImageBatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Carries backpressure across Kafka: keeps batches back while more images than allowed lie on the topic untrained. The
 * trainer's progress is read only while something waits, since it can but grow in between. Each record sent here counts with
 * its images. What others sent, and earlier runs, counts as the constructor says: as full records where they are full, as
 * one image where nothing is known; otherwise a few records of single images could keep back the very images that the
 * trainer waits for. Of partitions that hold more than others, after a topic has got more of them, the surplus does not count, since the
 * trainer may wait for the emptiest; but in all there are twice as many images at most, or as many as are allowed beside those that
 * lay there at the first reading. Where a broker refuses to tell the progress, five times in a row, the stream ends.
 *
 * <p>Batches pass one by one; the figures may be read from any thread.
 */
final class TrainerGate {
    private static final Logger log = LoggerFactory.getLogger(TrainerGate.class);
    private static final Duration BETWEEN_READINGS = Duration.ofMillis(250);
    private static final int REFUSALS = 5; // in a row; a broker that starts may refuse once

    private final TrainerProgress progress;
    private final long aheadImages;
    private final int imagesOfOthers;
    private final Scheduler scheduler;
    private int refusals; // one reading is at a time

    private @Nullable Reading latest; // guarded by this, as all that follows
    private long surplus; // of the latest reading
    private long mostImages; // untrained, in all
    private long producedBefore;
    private long admitted;
    private final Deque<Integer> sent = new ArrayDeque<>(); // images of the records that may be untrained, oldest first
    private long sentImages; // their sum
    private long pausedNanos;
    private long waitingSinceNanos = -1;

    /** A gate that closes above {@code aheadImages} images, counting {@code imagesOfOthers} in each record not sent here. */
    TrainerGate(TrainerProgress progress, long aheadImages, int imagesOfOthers, Scheduler scheduler) {
        this.progress = progress;
        this.aheadImages = aheadImages;
        this.imagesOfOthers = imagesOfOthers;
        this.scheduler = scheduler;
    }

    /** Answers with {@code batch} when it may pass. */
    Mono<ImageBatch> admit(ImageBatch batch) {
        return Mono.defer(() -> tryAdmit(batch) ? Mono.just(batch) : whenThereIsRoom(batch));
    }

    private Mono<ImageBatch> whenThereIsRoom(ImageBatch batch) {
        return Mono.defer(this::read)
                .filter(reading -> tryAdmit(reading, batch))
                .repeatWhenEmpty(empty -> empty.delayElements(BETWEEN_READINGS, scheduler))
                .map(reading -> batch)
                .doOnCancel(this::stopWaiting);
    }

    private Mono<Reading> read() {
        return progress.read().doOnNext(reading -> refusals = 0).onErrorResume(e -> {
            if ((e instanceof AuthenticationException || e instanceof AuthorizationException)
                    && ++refusals >= REFUSALS) {
                return Mono.error(e);
            }
            log.info("The trainer's progress cannot be read; the source goes on waiting", e);
            return Mono.empty();
        });
    }

    private synchronized boolean tryAdmit(Reading reading, ImageBatch batch) {
        if (latest == null) {
            producedBefore = reading.produced();
        }
        latest = reading;
        long onTheirWay = Math.max(0, producedBefore + admitted - reading.produced());
        surplus = Math.max(0, reading.surplus() - onTheirWay); // which may be for the emptiest partition
        while (sent.size() > untrainedRecords()) {
            sentImages -= sent.remove();
        }
        if (mostImages == 0) {
            mostImages = Math.max(2 * aheadImages, untrainedImages() + aheadImages);
        }
        return tryAdmit(batch);
    }

    private synchronized boolean tryAdmit(ImageBatch batch) {
        if (latest == null || imagesInTheWay() > aheadImages || untrainedImages() > mostImages) {
            startWaiting();
            return false;
        }
        stopWaiting();
        admitted++;
        sent.add(batch.getCount());
        sentImages += batch.getCount();
        return true;
    }

    /** Images produced but not trained as far as is known; counts those of other producers too. */
    synchronized long untrainedImages() {
        return sentImages + Math.max(0, untrainedRecords() - sent.size()) * imagesOfOthers;
    }

    /**
     * The untrained images, without those by which some partitions hold more than others: a trainer that takes as much from each
     * partition waits for the one with the fewest.
     */
    private long imagesInTheWay() {
        long images = untrainedImages();
        long records = untrainedRecords();
        return records == 0 ? images : Math.round(images * Math.max(0, 1 - (double) surplus / records));
    }

    private synchronized long untrainedRecords() {
        if (latest == null) {
            return 0;
        }
        long produced = Math.max(latest.produced(), producedBefore + admitted);
        return Math.max(0, produced - latest.trained());
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
