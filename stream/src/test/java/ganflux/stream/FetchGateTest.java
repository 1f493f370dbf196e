package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FetchGateTest {
    private static final TopicPartition P0 = new TopicPartition("t", 0);
    private static final TopicPartition P1 = new TopicPartition("t", 1);
    private static final Set<TopicPartition> PARTITIONS = Set.of(P0, P1);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final ByteBudget budget = new ByteBudget(1000);
    private long nowNs;
    private final FetchGate gate = new FetchGate(consumer, budget, () -> nowNs);

    @BeforeEach
    void assign() {
        consumer.assign(PARTITIONS);
    }

    @Test
    void closesAtThreeQuartersAndOpensAtAThird() {
        budget.take(749, 7);
        assertThat(adjusted(false)).isFalse();
        budget.take(1, 1);
        assertThat(adjusted(false)).isTrue();
        assertThat(consumer.paused()).isEqualTo(PARTITIONS);
        budget.give(399);
        assertThat(adjusted(false)).isTrue();
        budget.give(1);
        assertThat(adjusted(false)).isFalse();
        assertThat(consumer.paused()).isEmpty();
        assertThat(gate.closings()).isEqualTo(1);
    }

    @Test
    void letsOnePollThroughWhereAStarvingSubscriberHasMovedNothingForASecond() {
        budget.take(800, 1);
        adjusted(true);
        assertThat(adjusted(true)).isTrue();
        advance(Duration.ofMillis(999));
        assertThat(adjusted(true)).isTrue();
        advance(Duration.ofMillis(1));
        assertThat(adjusted(true)).isFalse();
        assertThat(adjusted(true)).isTrue();
    }

    @Test
    void movementStartsTheSecondAnew() {
        budget.take(800, 2);
        adjusted(true);
        adjusted(true);
        advance(Duration.ofMillis(900));
        budget.give(1);
        adjusted(true);
        advance(Duration.ofMillis(900));
        assertThat(adjusted(true)).isTrue();
    }

    @Test
    void staysClosedWhereTheBudgetItselfIsUsedUp() {
        budget.take(1000, 1);
        adjusted(true);
        adjusted(true);
        advance(Duration.ofSeconds(10));
        assertThat(adjusted(true)).isTrue();
    }

    @Test
    void staysClosedWhereNobodyAsks() {
        budget.take(800, 1);
        adjusted(false);
        advance(Duration.ofSeconds(10));
        assertThat(adjusted(false)).isTrue();
    }

    @Test
    void holdsBackSomePartitionsWhileItIsOpenAndAllWhileItIsClosed() {
        adjust(Set.of(P0), Set.of());
        assertThat(consumer.paused()).containsExactly(P0);
        adjust(Set.of(P1), Set.of());
        assertThat(consumer.paused()).containsExactly(P1);
        assertThat(gate.paused()).isEqualTo(1);

        budget.take(750, 7);
        adjust(Set.of(P0), Set.of());
        assertThat(consumer.paused()).isEqualTo(PARTITIONS);
        assertThat(gate.paused()).isEqualTo(2);

        budget.give(700);
        adjust(Set.of(P0), Set.of());
        assertThat(consumer.paused()).containsExactly(P0);
        adjust(Set.of(), Set.of());
        assertThat(consumer.paused()).isEmpty();
        assertThat(gate.paused()).isZero();
    }

    @Test
    void fetchesWhatTheOthersWaitForWhileItIsClosedAndThoseAlone() {
        budget.take(1200, 7);
        adjust(Set.of(P0), Set.of(P1));
        assertThat(gate.isClosed()).isTrue();
        assertThat(consumer.paused()).containsExactly(P0);

        advance(Duration.ofSeconds(10));
        adjust(Set.of(P0), Set.of(P1));
        assertThat(consumer.paused()).as("no stall: P1 is to come").containsExactly(P0);

        adjust(Set.of(P0), Set.of());
        assertThat(consumer.paused()).isEqualTo(PARTITIONS);
    }

    @Test
    void pausesAPartitionThatIsNewAtAClosedGate() {
        budget.take(800, 1);
        adjusted(false);
        TopicPartition added = new TopicPartition("t", 2);
        Set<TopicPartition> all = Set.of(P0, P1, added);
        consumer.assign(all);
        gate.adjust(all, Set.of(), Set.of(), false);
        assertThat(consumer.paused()).isEqualTo(all);
    }

    private void adjust(Set<TopicPartition> full, Set<TopicPartition> awaited) {
        gate.adjust(PARTITIONS, full, awaited, !awaited.isEmpty());
    }

    private boolean adjusted(boolean starving) {
        gate.adjust(PARTITIONS, Set.of(), Set.of(), starving);
        return gate.isClosed();
    }

    private void advance(Duration time) {
        nowNs += time.toNanos();
    }
}
