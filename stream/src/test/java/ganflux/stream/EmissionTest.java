package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

class EmissionTest {
    private final List<String> signals = new ArrayList<>();
    private final AtomicInteger stops = new AtomicInteger();
    private final AtomicInteger released = new AtomicInteger();
    private final Emission emission = new Emission(new Recorder(), new ArrivalQueue(), stops::incrementAndGet);

    private final class Recorder implements CoreSubscriber<ReceivedRecord> {
        @Override
        public void onSubscribe(Subscription subscription) {
            signals.add("subscribed");
        }

        @Override
        public void onNext(ReceivedRecord record) {
            signals.add("next " + record.offset());
            if (record.offset() == 66) {
                throw new NoClassDefFoundError("a/codec");
            }
            if (record.offset() == 100) {
                emission.request(2); // as a subscriber may, from within
            }
        }

        @Override
        public void onError(Throwable error) {
            signals.add("error " + error.getMessage());
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }
    }

    private void offer(long... offsets) {
        for (long offset : offsets) {
            emission.offer(new ReceivedRecord("t", 0, offset, 0, new byte[1], released::incrementAndGet));
        }
        emission.drain();
    }

    @Test
    void aRequestOfNothingEndsTheStreamWithAnErrorAndStopsTheSource() {
        offer(1);
        emission.request(0);
        offer(2);
        assertThat(signals).hasSize(1).first().asString().startsWith("error 3.9: a request must be for at least 1");
        assertThat(stops).hasValue(1);
        assertThat(released).hasValue(2);
    }

    @Test
    void requestsFromWithinAreServedInOrder() {
        emission.request(1);
        offer(100, 101, 102, 103);
        assertThat(signals).containsExactly("next 100", "next 101", "next 102");
        assertThat(emission.demand()).isZero();
        assertThat(emission.isStarving()).isFalse();
    }

    @Test
    void demandAddsUpWithoutOverflow() {
        emission.request(Long.MAX_VALUE - 1);
        emission.request(5);
        offer(1);
        assertThat(emission.demand()).isEqualTo(Long.MAX_VALUE);
        assertThat(emission.isStarving()).isTrue();
    }

    @Test
    void nothingFollowsTheEndAndOnlyTheFirstEndCounts() {
        emission.request(1);
        emission.finish(new IllegalStateException("broken"));
        emission.finish(null);
        offer(1);
        emission.request(1);
        assertThat(signals).containsExactly("error broken");
        assertThat(released).hasValue(1);
    }

    @Test
    void nothingFollowsACancellation() {
        emission.cancel();
        emission.request(1);
        offer(1);
        emission.finish(null);
        assertThat(signals).isEmpty();
        assertThat(released).hasValue(1);
        assertThat(stops).hasValue(1);
    }

    @Test
    void aSubscriberThatThrowsIsToldOfItAndTheSourceStops() {
        emission.request(5);
        offer(1, 66, 67);
        offer(68);
        emission.finish(null);
        assertThat(signals).containsExactly("next 1", "next 66", "error a/codec");
        assertThat(stops).hasValue(1);
        assertThat(released).as("67 and 68; the others are the subscriber's").hasValue(2);
    }

    @Test
    void aRequestDoesNotThrowWhatTheSubscriberThrowsMeanwhile() {
        offer(66);
        assertThatCode(() -> emission.request(1)).doesNotThrowAnyException();
        assertThat(signals).containsExactly("next 66", "error a/codec");
        assertThat(stops).hasValue(1);
    }
}
