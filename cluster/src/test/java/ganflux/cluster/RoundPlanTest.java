package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UserError;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.checkpoint.StreamPosition.BatchId;
import ganflux.trainer.checkpoint.StreamPosition.Cursor;
import ganflux.trainer.checkpoint.TrainedSequences;
import ganflux.trainer.checkpoint.TrainedSequences.Range;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundPlanTest {
    /** Batches 0 to 3 are trained, and two images of batch 5, which is on partition 1. */
    private static final StreamPosition START = new StreamPosition(
            cursors(Map.of(0, new Cursor(2, 0), 1, new Cursor(2, 2))),
            Map.of("s", trained(0, 1, 2, 3)),
            Map.of(new BatchId("s", 5), 2));

    @Test
    void partitionsAreDealtOutInTurn() {
        List<SlotPlan> slots = RoundPlan.of(START, "t", 6, 2).slots();

        assertThat(slots).extracting(SlotPlan::slot).containsExactly(0, 1);
        assertThat(slots.get(0).partitions()).containsExactly(0, 2, 4);
        assertThat(slots.get(1).partitions()).containsExactly(1, 3, 5);
        StreamPosition second = slots.get(1).position();
        assertThat(second.partitions()).isEqualTo(Map.of(1, new Cursor(2, 2)));
        assertThat(second.sources()).isEqualTo(START.sources());
        assertThat(second.partial()).isEqualTo(START.partial());
    }

    /** Nor are two partitions for one worker and one for another: the second would run ahead without end. */
    @ParameterizedTest
    @CsvSource({"3, 4, '1 or 3', 4", "6, 4, '1, 2, 3 or 6', 8", "1, 2, 1, 2"})
    void workersThatCannotHaveAsManyPartitionsEachAreRefused(int partitions, int workers, String fit, int next) {
        assertThatThrownBy(() -> RoundPlan.of(START, "t", partitions, workers))
                .isInstanceOf(UserError.class)
                .hasMessage("topic t has " + partitions + " partitions but --workers is " + workers
                        + ", and each worker needs as many as the others; give --workers " + fit + ", or the topic "
                        + next
                        + " partitions");
    }

    @Test
    void whatTheSlotsTrainedIsPutTogether() {
        RoundPlan plan = RoundPlan.of(START, "t", 2, 2);
        StreamPosition first = new StreamPosition(
                cursors(Map.of(0, new Cursor(3, 1))),
                Map.of("s", trained(0, 1, 2, 3, 4)),
                Map.of(new BatchId("s", 5), 2, new BatchId("s", 6), 1));
        StreamPosition second =
                new StreamPosition(cursors(Map.of(1, new Cursor(3, 0))), Map.of("s", trained(0, 1, 2, 3, 5)), Map.of());

        StreamPosition after = plan.after(List.of(first, second));

        assertThat(after.partitions()).isEqualTo(Map.of(0, new Cursor(3, 1), 1, new Cursor(3, 0)));
        assertThat(after.sources()).isEqualTo(Map.of("s", trained(0, 1, 2, 3, 4, 5)));
        assertThat(after.partial()).isEqualTo(Map.of(new BatchId("s", 6), 1));
        assertThat(plan.trainedTwice(List.of(first, second))).containsExactly(Set.of(), Set.of());
    }

    @Test
    void theLaterSlotLeavesACopyOfABatchToTheEarlierOne() {
        RoundPlan plan = RoundPlan.of(START, "t", 2, 2);
        StreamPosition first = new StreamPosition(
                cursors(Map.of(0, new Cursor(3, 1))),
                START.sources(),
                Map.of(new BatchId("s", 5), 2, new BatchId("s", 7), 1));
        StreamPosition copied = new StreamPosition(
                cursors(Map.of(1, new Cursor(4, 0))), Map.of("s", trained(0, 1, 2, 3, 5, 7)), Map.of());

        List<Set<BatchId>> twice = plan.trainedTwice(List.of(first, copied));
        RoundPlan without = plan.without(twice);

        assertThat(twice).containsExactly(Set.of(), Set.of(new BatchId("s", 7)));
        StreamPosition told = without.slots().get(1).position();
        assertThat(told.sources()).isEqualTo(Map.of("s", trained(0, 1, 2, 3, 7)));
        // It passes over its copy, and trains batch 9 in its place. Batch 7 is trained in part, and not as a whole.
        StreamPosition second = new StreamPosition(
                cursors(Map.of(1, new Cursor(5, 0))), Map.of("s", trained(0, 1, 2, 3, 5, 7, 9)), Map.of());
        assertThat(without.trainedTwice(List.of(first, second))).containsExactly(Set.of(), Set.of());
        StreamPosition after = without.after(List.of(first, second));
        assertThat(after.sources()).isEqualTo(Map.of("s", trained(0, 1, 2, 3, 5, 9)));
        assertThat(after.partial()).isEqualTo(Map.of(new BatchId("s", 7), 1));
    }

    /** Every second batch is the other worker's. */
    @Test
    void batchesThatTakeTurnsAreJoined() {
        RoundPlan plan = RoundPlan.of(START, "t", 2, 2);
        StreamPosition first =
                new StreamPosition(cursors(Map.of(0, new Cursor(1002, 0))), Map.of("s", everySecond(4, 999)), Map.of());
        StreamPosition second =
                new StreamPosition(cursors(Map.of(1, new Cursor(1002, 0))), Map.of("s", everySecond(5, 998)), Map.of());

        assertThat(plan.trainedTwice(List.of(first, second))).containsExactly(Set.of(), Set.of());
        assertThat(plan.after(List.of(first, second)).sources())
                .isEqualTo(Map.of("s", trained(LongStream.rangeClosed(0, 2000).toArray())));
    }

    @Test
    void moreBatchesThanCanBeKeptApartAreRefused() {
        RoundPlan plan = RoundPlan.of(START, "t", 2, 2);
        StreamPosition tooMany = new StreamPosition(
                cursors(Map.of(1, new Cursor(1003, 0))), Map.of("s", everySecond(5, 99_999)), Map.of());

        assertThatThrownBy(() -> plan.trainedTwice(List.of(START, tooMany)))
                .isInstanceOf(UserError.class)
                .hasMessage("a round takes 50000 or more separate batches of source s, which is more than a checkpoint"
                        + " keeps apart; send larger batches, or give fewer --local-steps");
    }

    /** Where a topic is given a second partition with 20,000 batches waiting on the first, which the new one's overtake. */
    @Test
    void aBacklogOnOnePartitionStaysToBeTrained() {
        StreamPosition ahead =
                new StreamPosition(START.partitions(), Map.of("s", everySecond(20_001, 20_000)), Map.of());

        for (SlotPlan slot : RoundPlan.of(ahead, "t", 2, 2).slots()) {
            TrainedSequences known = slot.position().sources().getOrDefault("s", TrainedSequences.NONE);
            assertThat(known.contains(20_001)).isTrue();
            assertThat(LongStream.range(4, 20_001).noneMatch(known::contains)).isTrue();
        }
    }

    /** Records that nobody could use leave gaps that never fill. */
    @Test
    void oldGapsLeaveRoomForARound() {
        StreamPosition full = new StreamPosition(START.partitions(), Map.of("s", everySecond(5, 99_999)), Map.of());
        RoundPlan plan = RoundPlan.of(full, "t", 2, 1);

        StreamPosition told = plan.slots().get(0).position();

        TrainedSequences kept = told.sources().getOrDefault("s", TrainedSequences.NONE);
        assertThat(kept.ranges()).hasSize(50_000);
        assertThat(kept.contains(5 + 2 * 99_998)).isTrue();
        assertThat(kept.contains(4 + 2 * 99_998)).as("a newer gap").isFalse();
        assertThat(kept.contains(4)).as("the oldest gap").isTrue();
        assertThat(plan.trainedTwice(List.of(told))).containsExactly(Set.of());
        assertThat(plan.after(List.of(told)).sources()).isEqualTo(told.sources());
    }

    /** Batches 0 to 3, and so many more from {@code first} on, which is above 4 where they are not to join. */
    private static TrainedSequences everySecond(long first, int count) {
        Range begin = new Range(0, first == 4 ? 4 : 3);
        return new TrainedSequences(Stream.concat(
                        Stream.of(begin),
                        LongStream.range(first == 4 ? 1 : 0, count)
                                .mapToObj(i -> new Range(first + 2 * i, first + 2 * i)))
                .toList());
    }

    private static SortedMap<Integer, Cursor> cursors(Map<Integer, Cursor> cursors) {
        return new TreeMap<>(cursors);
    }

    private static TrainedSequences trained(long... sequences) {
        TrainedSequences all = TrainedSequences.NONE;
        for (long sequence : sequences) {
            all = all.with(sequence);
        }
        return all;
    }
}
