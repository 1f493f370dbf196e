package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.ingest.ResumePlan.Hole;
import ganflux.ingest.ResumePlan.Tail;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Batches here hold ten images: batch s those from 10 s to 10 s + 9. */
class ResumePlanTest {
    @Test
    void anEmptyTopicIsTheStart() {
        List<Tail> tails = List.of(tail(), tail());

        assertThat(ResumePlan.lookBackTo(tails)).isEmpty();
        assertThat(ResumePlan.of(tails)).isEqualTo(ResumePlan.FROM_THE_START);
    }

    @Test
    void onePartitionNeedsItsLastBatchOnly() {
        List<Tail> tails = List.of(tail(41));

        assertThat(ResumePlan.lookBackTo(tails)).isEmpty();
        assertThat(ResumePlan.of(tails)).isEqualTo(new ResumePlan(List.of(), 42, 420));
    }

    @Test
    void partitionsThatEndTogetherNeedTheirLastBatchesOnly() {
        List<Tail> tails = List.of(tail(42), tail(40), tail(41));

        assertThat(ResumePlan.lookBackTo(tails)).isEmpty();
        assertThat(ResumePlan.of(tails)).isEqualTo(new ResumePlan(List.of(), 43, 430));
    }

    @Test
    void aBatchThatDidNotReachItsPartitionIsAHole() {
        assertThat(ResumePlan.lookBackTo(List.of(tail(100), tail(97)))).hasValue(98);

        assertThat(ResumePlan.of(List.of(tail(98, 100), tail(97))))
                .isEqualTo(new ResumePlan(List.of(new Hole(99, 99, 990, 999)), 101, 1010));
    }

    @Test
    void consecutiveAndSeparateHolesAreAllFound() {
        // 9 is the last that everything before is there of; 10, 11, 13 and 14 never arrived.
        List<Tail> tails = List.of(tail(9, 12, 15), tail(7), tail(8));

        assertThat(ResumePlan.lookBackTo(List.of(tail(15), tail(7), tail(8)))).hasValue(9);
        assertThat(ResumePlan.of(tails))
                .isEqualTo(new ResumePlan(List.of(new Hole(10, 11, 100, 119), new Hole(13, 14, 130, 149)), 16, 160));
    }

    @Test
    void theVeryFirstBatchCanBeMissing() {
        List<Tail> tails = List.of(tail(), tail(1));

        assertThat(ResumePlan.lookBackTo(tails)).hasValue(0);
        assertThat(ResumePlan.of(tails)).isEqualTo(new ResumePlan(List.of(new Hole(0, 0, 0, 9)), 2, 20));
    }

    @Test
    void batchesThatRetentionDeletedAreNotMissing() {
        List<Tail> tails = List.of(trimmed(60, 62), trimmed(63), trimmed());

        assertThat(ResumePlan.lookBackTo(List.of(trimmed(62), trimmed(63)))).isEmpty();
        assertThat(ResumePlan.of(tails)).isEqualTo(new ResumePlan(List.of(), 64, 640));
    }

    @Test
    void aPartitionAddedLaterLacksNothing() {
        List<Tail> onePartitionThenTwo = List.of(new Tail(sent(LongStream.range(0, 100)), false), tail());

        assertThat(ResumePlan.lookBackTo(List.of(tail(99), tail()))).hasValue(0);
        assertThat(ResumePlan.of(onePartitionThenTwo)).isEqualTo(new ResumePlan(List.of(), 100, 1000));
    }

    private static Tail tail(long... sequences) {
        return new Tail(sent(Arrays.stream(sequences)), false);
    }

    private static Tail trimmed(long... sequences) {
        return new Tail(sent(Arrays.stream(sequences)), true);
    }

    private static List<SentBatch> sent(LongStream sequences) {
        return sequences
                .mapToObj(sequence -> new SentBatch(sequence, 10 * sequence, 10 * sequence + 9))
                .toList();
    }
}
