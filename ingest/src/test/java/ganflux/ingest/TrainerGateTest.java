package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.ingest.TrainerProgress.Reading;
import ganflux.v1.ImageBatch;
import java.time.Duration;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Ten images a record, at most thirty ahead. */
class TrainerGateTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private Mono<Reading> answer = Mono.just(new Reading(0, 0, 0));
    private int readings;
    private long passed;
    private @Nullable Throwable failure;
    private final TrainerGate gate = new TrainerGate(
            () -> Mono.defer(() -> {
                readings++;
                return answer;
            }),
            30,
            10,
            time);

    @Test
    void closesWhenMoreThanAllowedIsUntrained() {
        send();

        assertThat(passed).isEqualTo(4); // The fourth makes it 40 images, the first count above 30.
        assertThat(gate.untrainedImages()).isEqualTo(40);
        assertThat(gate.isWaiting()).isTrue();
    }

    @Test
    void opensAsTheTrainerGoesOn() {
        send();
        answer = Mono.just(new Reading(4, 2, 0));
        time.advanceTimeBy(Duration.ofMillis(250));

        assertThat(passed).isEqualTo(6);

        answer = Mono.just(new Reading(6, 6, 0));
        time.advanceTimeBy(Duration.ofMillis(250));

        assertThat(passed).isEqualTo(10);
    }

    @Test
    void countsWhatLayOnTheTopicBefore() {
        answer = Mono.just(new Reading(103, 100, 0));

        send();

        assertThat(passed).isEqualTo(1);
    }

    @Test
    void countsWhatOthersProduceMeanwhile() {
        send();
        answer = Mono.just(new Reading(20, 4, 0));
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(passed).isEqualTo(4);
        assertThat(gate.untrainedImages()).isEqualTo(160);
    }

    /** Four records on one partition, none on the other: a trainer that takes them in turn waits for that. */
    @Test
    void aBacklogOnOnePartitionDoesNotKeepBackWhatOthersWaitFor() {
        answer = Mono.just(new Reading(4, 0, 4));

        send();

        assertThat(passed).isEqualTo(4); // with 80 images there, 40 of them are not the first partition's
        assertThat(gate.untrainedImages()).isEqualTo(80);
    }

    /** As after a topic was widened twice: the surplus is more than twice what is allowed, and stays. */
    @Test
    void aBacklogOfAnySizeLeavesRoomForWhatOthersWaitFor() {
        answer = Mono.just(new Reading(100, 0, 100));

        send();

        assertThat(passed).isEqualTo(4);
        assertThat(gate.untrainedImages()).isEqualTo(1040);
    }

    /** One partition that is not read takes in no more than twice what is allowed, however fast the other is. */
    @Test
    void aPartitionThatIsNotReadTakesNoMoreThanTwiceWhatIsAllowed() {
        send();
        for (int reading = 1; reading <= 20; reading++) {
            answer = Mono.just(new Reading(passed, passed / 2, passed - passed / 2));
            time.advanceTimeBy(Duration.ofMillis(250));
        }

        assertThat(passed).isEqualTo(13); // of which six are trained: 70 images are the first count above 60
        assertThat(gate.untrainedImages()).isEqualTo(70);
    }

    /** Six on one and two on the other: two of each count, and those that are sent. */
    @Test
    void countsOnlyWhatAllPartitionsHold() {
        answer = Mono.just(new Reading(8, 0, 4));

        send();

        assertThat(passed).isZero(); // 80 images, of which 40 count

        answer = Mono.just(new Reading(8, 4, 4));
        time.advanceTimeBy(Duration.ofMillis(250));

        assertThat(passed).isEqualTo(4);
    }

    @Test
    void measuresHowLongItKeptTheSourceWaiting() {
        send();
        time.advanceTimeBy(Duration.ofSeconds(3));

        assertThat(gate.paused()).isEqualTo(Duration.ofSeconds(3));

        answer = Mono.just(new Reading(1_000_000, 1_000_000, 0));
        time.advanceTimeBy(Duration.ofMillis(250));
        answer = Mono.just(new Reading(2_000_000, 2_000_000, 0));

        assertThat(gate.paused()).isEqualTo(Duration.ofMillis(3250));
    }

    @Test
    void readsOnlyWhileSomethingWaits() {
        send();

        assertThat(readings).isEqualTo(2); // before the first batch, and before the fifth

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(readings).isEqualTo(6);
    }

    @Test
    void goesOnWaitingWhereTheProgressCannotBeRead() {
        answer = Mono.error(new IllegalStateException("no broker"));
        send();
        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(passed).isZero();

        answer = Mono.just(new Reading(0, 0, 0));
        time.advanceTimeBy(Duration.ofMillis(250));

        assertThat(passed).isEqualTo(4);
    }

    @Test
    void endsTheStreamWhereTheBrokerKeepsRefusingToTellTheProgress() {
        answer = Mono.error(new GroupAuthorizationException("ganflux-trainer"));
        send();
        time.advanceTimeBy(Duration.ofMillis(800));
        assertThat(failure).isNull(); // four readings
        answer = Mono.just(new Reading(4, 0, 0));
        time.advanceTimeBy(Duration.ofMillis(250));
        answer = Mono.error(new GroupAuthorizationException("ganflux-trainer"));
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(failure).isNull();

        time.advanceTimeBy(Duration.ofMillis(250));

        assertThat(failure).isInstanceOf(GroupAuthorizationException.class);
        assertThat(passed).isZero();
    }

    @Test
    void countsTheImagesOfRecordsThatAreNotFull() {
        send(1);

        assertThat(passed).isEqualTo(31);
        assertThat(gate.untrainedImages()).isEqualTo(31);

        answer = Mono.just(new Reading(31, 21, 0));
        time.advanceTimeBy(Duration.ofMillis(250));

        assertThat(passed).isEqualTo(52);
    }

    private void send() {
        send(10);
    }

    private void send(int images) {
        ImageBatch batch = ImageBatch.newBuilder().setCount(images).build();
        Flux.range(0, 1_000).map(i -> batch).concatMap(gate::admit, 0).subscribe(ignored -> passed++, e -> failure = e);
    }
}
