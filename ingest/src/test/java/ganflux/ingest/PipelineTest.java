package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ganflux.stream.OutgoingRecord;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class PipelineTest {
    private final Scheduler sourceThread = Schedulers.newSingle("pipeline-test");
    private final Counting source = new Counting();
    private final Tally tally = new Tally(Clock.systemUTC());

    @AfterEach
    void stopThread() {
        sourceThread.dispose();
    }

    @Test
    void drawsNothingThatTheSinkDoesNotAskFor() {
        StepVerifier.create(pipeline(3).records(tally, Mono.never()), 0)
                .expectSubscription()
                .then(() -> assertThat(source.drawn()).isZero())
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> assertThat(source.drawn()).isEqualTo(10))
                .thenRequest(2)
                .expectNextCount(2)
                .then(() -> assertThat(source.drawn()).isEqualTo(30))
                .thenCancel()
                .verify();
    }

    @Test
    void spreadsBatchesEvenlyOverThePartitions() {
        Flux<OutgoingRecord> records = pipeline(3).records(tally, Mono.never()).take(7);

        List<Integer> partitions =
                records.toStream().map(OutgoingRecord::partition).toList();

        assertThat(partitions).containsExactly(0, 1, 2, 0, 1, 2, 0);
    }

    @Test
    void endsWhenToldToStop() {
        Sinks.Empty<Void> stop = Sinks.empty();

        StepVerifier.create(pipeline(1).records(tally, stop.asMono()), 2)
                .expectNextCount(2)
                .then(stop::tryEmitEmpty)
                .verifyComplete();
    }

    @Test
    void countsWhatIsAcknowledgedNotWhatIsSent() {
        pipeline(1).records(tally, Mono.never()).take(3).blockLast();
        assertThat(tally.images()).isZero();

        tally.acknowledged();
        tally.acknowledged();

        assertThat(tally.images()).isEqualTo(20);
        assertThat(tally.batches()).isEqualTo(2);
        assertThat(tally.nextIndex()).isEqualTo(20);
        assertThat(tally.bytes()).isGreaterThan(20 * 784);
        await().untilAsserted(() -> assertThat(tally.waitingMs()).isPositive());
    }

    private Pipeline pipeline(int partitions) {
        return new Pipeline(
                new Batches(source, "run", 10, Clock.systemUTC())
                        .from(ResumePlan.FROM_THE_START)
                        .subscribeOn(sourceThread),
                Optional.empty(),
                Optional.empty(),
                "images",
                partitions);
    }
}
