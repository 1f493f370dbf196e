package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressMirrorTest {

    /** Kafka's, but a commit that is not waited for is under way until it is answered here. */
    private static final class SlowConsumer extends MockConsumer<byte[], byte[]> {
        final Map<Integer, Long> committed = new HashMap<>(); // and waited for
        private Map<TopicPartition, OffsetAndMetadata> sent = Map.of();
        private @Nullable OffsetCommitCallback waiting;

        SlowConsumer() {
            super("earliest");
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
            sent = offsets;
            waiting = callback;
        }

        void answer(@Nullable Exception failure) {
            if (waiting != null) {
                waiting.onComplete(sent, failure);
            }
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            offsets.forEach((partition, offset) -> committed.put(partition.partition(), offset.offset()));
        }
    }

    private final SlowConsumer consumer = new SlowConsumer();
    private final ProgressMirror mirror = new ProgressMirror("images", true);

    @Test
    void whatIsUnderWayAtTheEndIsCommittedWithWhatIsNew() {
        mirror.note(Map.of(0, 7L, 1, 3L));
        mirror.commitSome(consumer);
        mirror.note(Map.of(0, 9L));

        mirror.commitLast(consumer);

        assertThat(consumer.committed).isEqualTo(Map.of(0, 9L, 1, 3L));
    }

    @Test
    void whatFailedIsCommittedAtTheEnd() {
        mirror.note(Map.of(0, 7L));
        mirror.commitSome(consumer);
        consumer.answer(new TimeoutException("no coordinator"));

        mirror.commitLast(consumer);

        assertThat(consumer.committed).isEqualTo(Map.of(0, 7L));
    }

    @Test
    void whatIsAcknowledgedIsNotCommittedAgain() {
        mirror.note(Map.of(0, 7L));
        mirror.commitSome(consumer);
        consumer.answer(null);

        mirror.commitLast(consumer);

        assertThat(consumer.committed).isEmpty();
    }
}
