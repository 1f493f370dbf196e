package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FetchGateTest {
    private static final Set<TopicPartition> PARTITIONS =
            Set.of(new TopicPartition("t", 0), new TopicPartition("t", 1));

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
        TopicPartition first = new TopicPartition("t", 0);
        TopicPartition second = new TopicPartition("t", 1);
        gate.holdBack(Set.of(first));
        assertThat(consumer.paused()).containsExactly(first);
        gate.holdBack(Set.of(second));
        assertThat(consumer.paused()).containsExactly(second);
        assertThat(gate.paused(PARTITIONS)).isEqualTo(1);

        budget.take(750, 7);
        adjusted(false);
        gate.holdBack(Set.of(first));
        assertThat(consumer.paused()).isEqualTo(PARTITIONS);
        assertThat(gate.paused(PARTITIONS)).isEqualTo(2);

        budget.give(700);
        adjusted(false);
        assertThat(consumer.paused()).isEmpty();
        gate.holdBack(Set.of(first));
        assertThat(consumer.paused()).containsExactly(first);
        gate.holdBack(Set.of());
        assertThat(consumer.paused()).isEmpty();
        assertThat(gate.paused(PARTITIONS)).isZero();
    }

    private boolean adjusted(boolean starving) {
        gate.adjust(PARTITIONS, starving);
        return gate.isClosed();
    }

    private void advance(Duration time) {
        nowNs += time.toNanos();
    }
}
