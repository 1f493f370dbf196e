package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.v1.ImageBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class MergeQueueTest {
    private static final TopicPartition P0 = new TopicPartition("t", 0);
    private static final TopicPartition P1 = new TopicPartition("t", 1);
    private static final TopicPartition P2 = new TopicPartition("t", 2);

    private final MergeQueue queue = new MergeQueue(100_000);

    private static byte[] batch(String source, long sequence) {
        return ImageBatch.newBuilder()
                .setSourceId(source)
                .setSequence(sequence)
                .build()
                .toByteArray();
    }

    private void offer(int partition, byte[] value) {
        queue.offer(new ReceivedRecord("t", partition, 0, 0, value, () -> {}));
    }

    private void offer(int partition, long... sequences) {
        for (long sequence : sequences) {
            offer(partition, batch("s", sequence));
        }
    }

    private List<BatchOrder> taken() {
        List<BatchOrder> taken = new ArrayList<>();
        for (ReceivedRecord next = queue.poll(); next != null; next = queue.poll()) {
            taken.add(BatchOrder.of(next.value()));
        }
        return taken;
    }

    private List<Long> sequences() {
        return taken().stream().map(BatchOrder::sequence).toList();
    }

    @Test
    void givesTheSmallestSequenceOnceEachPartitionHasOne() {
        queue.assigned(Set.of(P0, P1, P2));
        offer(0, 0, 3, 6);
        offer(1, 1, 4);
        assertThat(sequences()).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.awaited()).containsExactly(P2);

        offer(2, 2);
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.awaited()).isEmpty();
        assertThat(sequences()).containsExactly(0L, 1L, 2L);
        offer(2, 5, 8);
        assertThat(sequences()).as("7 may still come").containsExactly(3L, 4L);
        offer(1, 7);
        assertThat(sequences()).containsExactly(5L, 6L);
    }

    @Test
    void repeatedBatchesDoNotShiftTheOthers() {
        queue.assigned(Set.of(P0, P1));
        offer(0, 0, 2, 2, 4);
        offer(1, 1, 3, 5);
        assertThat(sequences()).containsExactly(0L, 1L, 2L, 2L, 3L, 4L);
    }

    @Test
    void equalSequencesGoBySourceAndWhatIsNoBatchComesFirst() {
        queue.assigned(Set.of(P0, P1));
        offer(0, batch("b", 7));
        offer(0, batch("b", 8));
        offer(1, batch("a", 7));
        offer(1, new byte[] {-1, -1, -1});
        offer(1, batch("a", 9));
        assertThat(taken())
                .containsExactly(
                        new BatchOrder(7, "a"), new BatchOrder(0, ""), new BatchOrder(7, "b"), new BatchOrder(8, "b"));
    }

    @Test
    void theOrderIsTheSameHoweverRecordsArrive() {
        List<List<BatchOrder>> orders = new ArrayList<>();
        for (int seed = 0; seed < 20; seed++) {
            MergeQueue merging = new MergeQueue(100_000);
            merging.assigned(Set.of(P0, P1, P2));
            Random random = new Random(seed);
            int[] next = {0, 1, 2};
            List<BatchOrder> order = new ArrayList<>();
            while (order.size() < 60) {
                int partition = random.nextInt(3);
                if (next[partition] < 90) {
                    merging.offer(new ReceivedRecord("t", partition, 0, 0, batch("s", next[partition]), () -> {}));
                    next[partition] += 3;
                }
                for (ReceivedRecord taken = merging.poll(); taken != null; taken = merging.poll()) {
                    order.add(BatchOrder.of(taken.value()));
                }
            }
            orders.add(order.subList(0, 60));
        }
        List<BatchOrder> bySequence = IntStream.range(0, 60)
                .mapToObj(sequence -> BatchOrder.of(batch("s", sequence)))
                .toList();
        assertThat(orders).allMatch(bySequence::equals);
    }

    @Test
    void holdsBackPartitionsThatHaveTheirShareUntilHalfOfItIsTaken() {
        queue.assigned(Set.of(P0, P1));
        byte[] large = ImageBatch.newBuilder()
                .setSequence(1)
                .setRunId("x".repeat(4700))
                .build()
                .toByteArray();
        for (int i = 0; i < 4; i++) {
            offer(0, large); // about 5,000 each, of a share of 17,500
        }
        assertThat(queue.full()).containsExactly(P0);
        offer(1, 2, 3, 4, 5);
        assertThat(queue.poll()).isNotNull();
        assertThat(queue.poll()).isNotNull();
        assertThat(queue.full()).as("10,000 are left").containsExactly(P0);
        assertThat(queue.poll()).isNotNull();
        assertThat(queue.full()).isEmpty();
    }

    @Test
    void aNewPartitionIsWaitedForAndAtTheEndAllComeOut() {
        queue.assigned(Set.of(P0));
        offer(0, 0, 1);
        assertThat(sequences()).containsExactly(0L, 1L);
        queue.assigned(Set.of(P0, P1));
        offer(0, 2);
        assertThat(queue.poll()).isNull();
        assertThat(queue.pollAny()).isNotNull();
        assertThat(queue.pollAny()).isNull();
    }

    @Test
    void aLongWaitIsNewsOnce() {
        long[] now = {0};
        LongWait wait = new LongWait(() -> now[0]);
        assertThat(wait.isNews(Set.of(P1))).isFalse();
        now[0] = Duration.ofSeconds(30).toNanos();
        assertThat(wait.isNews(Set.of(P1))).isTrue();
        assertThat(wait.isNews(Set.of(P1))).isFalse();
        assertThat(wait.isNews(Set.of())).isFalse();
        assertThat(wait.isNews(Set.of(P1))).as("another wait begins").isFalse();
    }
}
