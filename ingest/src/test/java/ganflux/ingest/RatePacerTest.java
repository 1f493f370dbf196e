package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.v1.ImageBatch;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class RatePacerTest {
    private static final ImageBatch TEN_IMAGES =
            ImageBatch.newBuilder().setCount(10).build();

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final RatePacer pacer = new RatePacer(20, time);

    @Test
    void letsABatchPassAtOnceAndThenKeepsThePace() {
        StepVerifier.create(paced(4))
                .expectNextCount(1)
                .then(() -> time.advanceTimeBy(Duration.ofMillis(499)))
                .expectNoEvent(Duration.ZERO)
                .then(() -> time.advanceTimeBy(Duration.ofMillis(1)))
                .expectNextCount(1)
                .then(() -> time.advanceTimeBy(Duration.ofMillis(500)))
                .expectNextCount(1)
                .then(() -> time.advanceTimeBy(Duration.ofMillis(500)))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void makesUpForALateTimerButNotForTimeInWhichNothingWasAskedFor() {
        StepVerifier.create(paced(3), 1)
                .expectNextCount(1)
                .then(() -> time.advanceTimeBy(Duration.ofMinutes(10)))
                .thenRequest(2)
                .expectNextCount(1)
                .then(() -> time.advanceTimeBy(Duration.ofMillis(449)))
                .expectNoEvent(Duration.ZERO)
                .then(() -> time.advanceTimeBy(Duration.ofMillis(1)))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void keepsThePaceOverALongTime() {
        long[] passed = {0};
        paced(1_000_000).subscribe(batch -> passed[0] += batch.getCount());

        time.advanceTimeBy(Duration.ofHours(1));

        assertThat(passed[0]).isEqualTo(20 * 3600 + 10);
    }

    private Flux<ImageBatch> paced(int batches) {
        return Flux.range(0, batches).map(i -> TEN_IMAGES).concatMap(pacer::pace, 0);
    }
}
