package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** The end of a stream whose sink is closed, turn by turn as the sink's thread takes them; no broker is reached. */
class SendSubscriptionTest {
    private static final OutgoingRecord RECORD = new OutgoingRecord("t", 0, null, new byte[1]);

    private final List<String> signals = new ArrayList<>();
    private final KafkaSink sink = new KafkaSink(Map.of("bootstrap.servers", "localhost:1"), 1000);
    private final SendSubscription stream = new SendSubscription(sink, new Recorder());

    private final class Recorder implements CoreSubscriber<RecordMetadata> {
        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(10);
        }

        @Override
        public void onNext(RecordMetadata metadata) {
            signals.add("next " + metadata.offset());
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

    @AfterEach
    void closeSink() {
        sink.close();
    }

    @Test
    void aRecordThatHasArrivedAndIsNotSentIsNoSuccess() {
        stream.onSubscribe(Operators.emptySubscription());
        stream.onNext(RECORD);
        stream.onComplete();

        assertThat(stream.advance(true)).isFalse();
        stream.abandon();

        assertThat(signals).containsExactly("error the sink was closed before all records were sent");
    }

    @Test
    void aStreamWithoutRecordsLeftCompletes() {
        stream.onSubscribe(Operators.emptySubscription());
        stream.onComplete();
        assertThat(stream.advance(true)).isFalse();
        stream.abandon();
        assertThat(signals).containsExactly("complete");
    }

    @Test
    void aPublisherThatComesAfterTheEndIsToldOfIt() {
        assertThat(stream.advance(true)).isFalse();
        stream.abandon();
        stream.onSubscribe(Operators.emptySubscription());
        stream.abandon();
        assertThat(signals).containsExactly("error the sink was closed before all records were sent");
    }
}
