package ganflux.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.trainer.checkpoint.TrainedSequences.Range;
import ganflux.v1.CheckpointManifest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainedSequencesTest {
    @Test
    void joinsNeighboursIntoOneRange() {
        assertThat(of(0, 1, 2, 5, 7).ranges()).containsExactly(new Range(0, 2), new Range(5, 5), new Range(7, 7));
        assertThat(of(0, 1, 2, 5, 7).with(6).ranges()).containsExactly(new Range(0, 2), new Range(5, 7));
        assertThat(of(4, 3).ranges()).containsExactly(new Range(3, 4));
    }

    @Test
    void tellsWhatIsNew() {
        TrainedSequences before = of(0, 1, 2, 5, 6, 9);

        assertThat(of(0, 1, 2, 3, 5, 6, 7, 8, 9, 12).since(before)).containsExactly(3L, 7L, 8L, 12L);
        assertThat(of(0, 1, 2, 3, 4, 5, 6).since(before)).containsExactly(3L, 4L);
        assertThat(of(5, 6, 7, 8).since(of(1, 2, 6, 7, 9))).containsExactly(5L, 8L);
        assertThat(of(3, 5, 7).since(of(1, 2, 3, 4, 5, 6))).containsExactly(7L);
        assertThat(before.since(before)).isEmpty();
        assertThat(before.since(TrainedSequences.NONE)).containsExactly(0L, 1L, 2L, 5L, 6L, 9L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void isASetWhateverTheOrder(int seed) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, 60).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        BitSet expected = new BitSet();
        TrainedSequences actual = TrainedSequences.NONE;
        for (int sequence : order.subList(0, 40)) {
            expected.set(sequence);
            actual = actual.with(sequence).with(sequence);
        }
        for (int i = 0; i < 61; i++) {
            assertThat(actual.contains(i)).as("%d", i).isEqualTo(expected.get(i));
        }
    }

    @Test
    void staysBoundedWhereASourceCountsWithGaps() {
        List<Range> apart = LongStream.range(0, 100_000)
                .mapToObj(i -> new Range(2 * i, 2 * i))
                .toList();
        TrainedSequences all = new TrainedSequences(apart).with(200_000).with(200_002);

        assertThat(all.ranges()).hasSize(100_000);
        assertThat(all.ranges().get(0)).isEqualTo(new Range(0, 4));
        assertThat(all.contains(3)).isTrue(); // closed
        assertThat(all.contains(5)).isFalse();
        assertThat(all.contains(200_001)).isFalse();
    }

    @Test
    void saysWhatWouldCloseAGap() {
        TrainedSequences full = new TrainedSequences(LongStream.range(0, 100_000)
                .mapToObj(i -> new Range(4 * i, 4 * i))
                .toList());

        assertThat(full.closesGapWith(2)).isTrue();
        assertThat(full.closesGapWith(4)).as("known").isFalse();
        assertThat(full.closesGapWith(3)).as("joins what follows").isFalse();
        assertThat(full.closesGapWith(5)).as("joins what is before").isFalse();
        assertThat(of(0, 4).closesGapWith(2)).as("room is left").isFalse();
    }

    @Test
    void closesTheLowestGaps() {
        TrainedSequences all = of(0, 1, 4, 7, 9);

        assertThat(all.closed(4)).isEqualTo(all);
        assertThat(all.closed(3).ranges()).containsExactly(new Range(0, 4), new Range(7, 7), new Range(9, 9));
        assertThat(all.closed(1).ranges()).containsExactly(new Range(0, 9));
    }

    @Test
    void comesBackFromAManifest() {
        StreamPosition position = new StreamPosition(
                new TreeMap<>(Map.of(1, new StreamPosition.Cursor(7, 3))),
                Map.of("a", of(0, 1, 4), "b", of(9)),
                Map.of(new StreamPosition.BatchId("a", 5), 3));
        CheckpointManifest.Builder manifest = CheckpointManifest.newBuilder();
        PositionMessages.write(position, manifest);

        assertThat(manifest.getSourcesList())
                .extracting(source -> source.getSourceId())
                .containsExactly("a", "b");
        assertThat(PositionMessages.read(manifest.build())).isEqualTo(position);
    }

    private static TrainedSequences of(long... sequences) {
        TrainedSequences all = TrainedSequences.NONE;
        for (long sequence : sequences) {
            all = all.with(sequence);
        }
        return all;
    }
}
