package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Partitions that appear while the source runs, without the half minute that it takes to find them. */
class PartitionsTest {
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private long nowNs;

    private Partitions partitions(Start start) {
        return new Partitions(consumer, "t", start, () -> nowNs);
    }

    private void topicHas(long... endOffsets) {
        List<PartitionInfo> infos = new ArrayList<>();
        Map<TopicPartition, Long> begins = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (int i = 0; i < endOffsets.length; i++) {
            infos.add(new PartitionInfo("t", i, Node.noNode(), new Node[0], new Node[0]));
            begins.put(new TopicPartition("t", i), 0L);
            ends.put(new TopicPartition("t", i), endOffsets[i]);
        }
        consumer.updatePartitions("t", infos);
        consumer.updateBeginningOffsets(begins);
        consumer.updateEndOffsets(ends);
    }

    private long position(int partition) {
        return consumer.position(new TopicPartition("t", partition));
    }

    @Test
    void newPartitionsAreFoundAfterHalfAMinuteAndReadFromTheirBeginningEvenFromLatest() {
        topicHas(10);
        Partitions partitions = partitions(new Start.Latest());
        assertThat(partitions.discover()).isTrue();
        assertThat(position(0)).isEqualTo(10);
        topicHas(10, 5);
        nowNs += 29_999_999_999L;
        assertThat(partitions.discover()).isFalse();
        nowNs += 1;
        assertThat(partitions.discover()).isTrue();
        assertThat(position(0)).isEqualTo(10);
        assertThat(position(1)).isZero();
        assertThat(partitions.ahead()).isEqualTo(5);
        assertThat(partitions.endOffsets()).isEqualTo(Map.of(0, 10L, 1, 5L));
    }

    @Test
    void anAbsentTopicIsLookedForEachSecond() {
        consumer.updatePartitions("t", List.of());
        Partitions partitions = partitions(new Start.Earliest());
        assertThat(partitions.discover()).isFalse();
        topicHas(3);
        assertThat(partitions.discover()).isFalse();
        nowNs += 1_000_000_000L;
        assertThat(partitions.discover()).isTrue();
        assertThat(partitions.ahead()).isEqualTo(3);
    }

    @Test
    void onlyThePartitionsThatAreNamedAreRead() {
        topicHas(3, 4, 5);
        Partitions partitions = partitions(new Start.At(Map.of(2, 1L), OnGap.STOP, Set.of(0, 2)));
        partitions.discover();
        assertThat(partitions.assigned())
                .containsExactlyInAnyOrder(new TopicPartition("t", 0), new TopicPartition("t", 2));
        assertThat(partitions.ahead()).isEqualTo(3 + 4);
    }

    @Test
    void nothingIsReadUntilAllPartitionsThatAreNamedAreThere() {
        topicHas(3);
        Partitions partitions = partitions(new Start.At(Map.of(), OnGap.STOP, Set.of(0, 2)));
        assertThat(partitions.discover()).isFalse();
        assertThat(partitions.assigned()).isEmpty();
        topicHas(3, 4, 5);
        nowNs += 1_000_000_000L;
        assertThat(partitions.discover()).isTrue();
        assertThat(partitions.assigned())
                .containsExactlyInAnyOrder(new TopicPartition("t", 0), new TopicPartition("t", 2));
    }

    @Test
    void aPartitionThatStaysMissingIsAnErrorAfterFiveSeconds() {
        topicHas(3);
        Partitions partitions = partitions(new Start.At(Map.of(0, 1L, 1, 7L)));
        assertThat(partitions.discover()).isFalse();
        nowNs += 4_999_999_999L;
        assertThat(partitions.discover()).isFalse();
        nowNs += 1_000_000_000L;
        assertThatThrownBy(partitions::discover)
                .isInstanceOf(UserError.class)
                .hasMessage("topic t has no partition 1, which the position to read from names:"
                        + " the topic was created anew; start anew");
    }

    @Test
    void soIsATopicWithNoneOfThem() {
        topicHas(3);
        Partitions partitions = partitions(new Start.At(Map.of(), OnGap.STOP, Set.of(1, 3)));
        assertThat(partitions.discover()).isFalse();
        nowNs += 5_000_000_000L;
        assertThatThrownBy(partitions::discover)
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("topic t has no partition 1, ");
    }

    @Test
    void whatIsPolledIsNoLongerAheadAndWhatIsAppendedIs() {
        topicHas(10);
        Partitions partitions = partitions(new Start.At(Map.of(0, 4L)));
        partitions.discover();
        partitions.polled(new TopicPartition("t", 0), 7);
        assertThat(partitions.ahead()).isEqualTo(3);
        topicHas(20);
        partitions.ask();
        assertThat(partitions.ahead()).isEqualTo(13);
    }
}
