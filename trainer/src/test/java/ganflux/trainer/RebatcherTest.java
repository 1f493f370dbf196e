package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import ganflux.stream.ReceivedRecord;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.checkpoint.StreamPosition.Cursor;
import ganflux.trainer.checkpoint.TrainedSequences;
import ganflux.trainer.checkpoint.TrainedSequences.Range;
import ganflux.v1.ImageBatch;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Images here have one byte, their own number. */
class RebatcherTest {
    private final List<Long> released = new ArrayList<>();

    @Test
    void cutsBatchesOfAnySizeIntoMinibatchesInOrder() {
        Rebatcher rebatcher = new Rebatcher(4, 1, UsableLabels.ANY, StreamPosition.START);

        assertThat(rebatcher.add(record(0, 0), images(0, 3))).isEmpty();
        List<Minibatch> full = rebatcher.add(record(0, 1), images(3, 7));

        assertThat(full).extracting(Minibatch::pixels).containsExactly(new byte[] {0, 1, 2, 3}, new byte[] {4, 5, 6, 7
        });
        assertThat(full.get(0).after().partitions()).isEqualTo(Map.of(0, new Cursor(1, 1)));
        assertThat(full.get(1).after().partitions()).isEqualTo(Map.of(0, new Cursor(1, 5)));
        assertThat(rebatcher.add(record(0, 2), images(10, 2))).singleElement().satisfies(last -> {
            assertThat(last.pixels()).containsExactly(8, 9, 10, 11);
            assertThat(last.after().partitions()).isEqualTo(Map.of(0, new Cursor(3, 0)));
        });
    }

    @Test
    void givesARecordsBytesBackWithTheMinibatchThatTakesItsLastImage() {
        Rebatcher rebatcher = new Rebatcher(2, 1, UsableLabels.ANY, StreamPosition.START);

        List<Minibatch> full = rebatcher.add(record(0, 7), images(0, 4));

        full.get(0).release();
        assertThat(released).isEmpty();
        full.get(1).release();
        assertThat(released).containsExactly(7L);
    }

    @Test
    void goesOnInTheMiddleOfARecordOfEachPartition() {
        StreamPosition start = new StreamPosition(new TreeMap<>(Map.of(0, new Cursor(5, 2), 1, new Cursor(9, 0))));
        Rebatcher rebatcher = new Rebatcher(3, 1, UsableLabels.ANY, start);

        assertThat(rebatcher.add(record(0, 5), images(0, 3))).isEmpty();
        List<Minibatch> full = rebatcher.add(record(1, 9), images(10, 2));

        assertThat(full).singleElement().satisfies(only -> {
            assertThat(only.pixels()).containsExactly(2, 10, 11);
            assertThat(only.after().partitions()).isEqualTo(Map.of(0, new Cursor(6, 0), 1, new Cursor(10, 0)));
        });
    }

    @Test
    void keepsTheOtherPartitionsPlaceWhereAMinibatchTakesNothingOfIt() {
        Rebatcher rebatcher = new Rebatcher(2, 1, UsableLabels.ANY, StreamPosition.START);

        rebatcher.add(record(0, 0), images(0, 1));
        List<Minibatch> first = rebatcher.add(record(1, 0), images(10, 3));

        assertThat(first).extracting(Minibatch::pixels).containsExactly(new byte[] {0, 10}, new byte[] {11, 12});
        assertThat(first.get(0).after().partitions()).isEqualTo(Map.of(0, new Cursor(1, 0), 1, new Cursor(0, 1)));
        assertThat(first.get(1).after().partitions()).isEqualTo(Map.of(0, new Cursor(1, 0), 1, new Cursor(1, 0)));
    }

    @Test
    void passesOverABadRecordAndGivesItsBytesBackAtOnce() {
        Rebatcher rebatcher = new Rebatcher(2, 1, UsableLabels.ANY, StreamPosition.START);

        rebatcher.add(record(0, 0), images(0, 1));
        assertThat(rebatcher.skip(record(0, 1))).isEmpty();
        assertThat(released).containsExactly(1L);

        assertThat(rebatcher.add(record(0, 2), images(1, 1)))
                .singleElement()
                .satisfies(only -> assertThat(only.after().offsets()).isEqualTo(Map.of(0, 3L)));
    }

    @Test
    void keepsNothingOfARecordPassedOverWhileAnImageWaits() throws InterruptedException {
        Rebatcher rebatcher = new Rebatcher(2, 1, UsableLabels.ANY, StreamPosition.START);
        ReferenceQueue<ReceivedRecord> collected = new ReferenceQueue<>();

        rebatcher.add(record(0, 0), images(0, 1));
        PhantomReference<ReceivedRecord> duplicate = passedOver(rebatcher, collected);

        System.gc();
        assertThat(collected.remove(30_000)).isSameAs(duplicate);
        assertThat(rebatcher.add(record(0, 2), images(1, 1))).hasSize(1);
    }

    private PhantomReference<ReceivedRecord> passedOver(Rebatcher rebatcher, ReferenceQueue<ReceivedRecord> collected) {
        ReceivedRecord duplicate = record(0, 1);
        rebatcher.add(duplicate, images(0, 1));
        return new PhantomReference<>(duplicate, collected);
    }

    @Test
    void passesOverARecordThatWasUsedUpBeforeTheRestart() {
        StreamPosition start = new StreamPosition(new TreeMap<>(Map.of(0, new Cursor(4, 2))));
        Rebatcher rebatcher = new Rebatcher(2, 1, UsableLabels.ANY, start);

        assertThat(rebatcher.add(record(0, 4), images(0, 2))).isEmpty();
        assertThat(released).containsExactly(4L);
    }

    @Test
    void passesOverABatchThatCameBeforeWhereverItComesAgain() {
        Rebatcher rebatcher = new Rebatcher(2, 1, UsableLabels.ANY, StreamPosition.START);

        rebatcher.add(record(0, 0), images(0, 1));
        assertThat(rebatcher.add(record(1, 0), images(0, 1))).isEmpty(); // not trained so far, but taken
        assertThat(rebatcher.add(record(0, 1), images(1, 1))).singleElement().satisfies(only -> {
            assertThat(only.pixels()).containsExactly(0, 1);
            assertThat(only.after().partitions()).isEqualTo(Map.of(0, new Cursor(2, 0), 1, new Cursor(1, 0)));
            assertThat(only.after().sources()).isEqualTo(Map.of("", new TrainedSequences(List.of(new Range(0, 1)))));
        });
        assertThat(rebatcher.add(record(0, 2), images(1, 1))).isEmpty();
        assertThat(rebatcher.duplicates()).isEqualTo(2);
    }

    @Test
    void knowsAfterARestartWhatWasTrainedWhollyAndWhatInPart() {
        Rebatcher before = new Rebatcher(2, 1, UsableLabels.ANY, StreamPosition.START);
        before.add(record(0, 0), images(0, 1));
        StreamPosition kept = before.add(record(0, 1), images(1, 3)).get(0).after();

        Rebatcher after = new Rebatcher(2, 1, UsableLabels.ANY, kept);
        assertThat(after.add(record(0, 1), images(1, 3)))
                .singleElement()
                .satisfies(rest -> assertThat(rest.pixels()).containsExactly(2, 3));
        assertThat(after.add(record(0, 2), images(0, 1))).isEmpty();
        assertThat(after.duplicates()).isEqualTo(1);
    }

    @Test
    void tellsSourcesApart() {
        Rebatcher rebatcher = new Rebatcher(2, 1, UsableLabels.ANY, StreamPosition.START);

        rebatcher.add(record(0, 0), images(0, 1).toBuilder().setSourceId("a").build());
        assertThat(rebatcher.add(
                        record(0, 1), images(0, 1).toBuilder().setSourceId("b").build()))
                .hasSize(1);
    }

    @Test
    void thePositionStaysBeforeABadRecordUntilAllBeforeItIsTrained() {
        Rebatcher rebatcher = new Rebatcher(2, 1, UsableLabels.ANY, StreamPosition.START);

        rebatcher.add(record(0, 0), images(0, 3));
        rebatcher.skip(record(0, 1));
        rebatcher.skip(record(1, 0));
        List<Minibatch> full = rebatcher.add(record(0, 2), images(3, 1));

        assertThat(full)
                .singleElement()
                .satisfies(only -> assertThat(only.after().partitions())
                        .isEqualTo(Map.of(0, new Cursor(3, 0), 1, new Cursor(1, 0))));
    }

    @Test
    void carriesLabelsAndTheNewestTime() {
        Rebatcher rebatcher = new Rebatcher(3, 1, UsableLabels.ANY, StreamPosition.START);

        rebatcher.add(
                record(0, 0),
                images(0, 1).toBuilder().addLabels(7).setCreatedAtMs(20).build());
        List<Minibatch> full = rebatcher.add(
                record(0, 1), images(1, 2).toBuilder().setCreatedAtMs(10).build());

        assertThat(full).singleElement().satisfies(only -> {
            assertThat(only.labels()).containsExactly(7, -1, -1);
            assertThat(only.createdAtMs()).isEqualTo(20);
        });
    }

    /** Of the images 0 to 9 those with the labels 0 and 1 are usable: 0, 1, 4, 5, 7 and 8. */
    private static ImageBatch labelled() {
        return images(0, 10).toBuilder()
                .addAllLabels(List.of(0, 1, 2, -1, 1, 0, 9, 1, 0, -1))
                .build();
    }

    @Test
    void passesOverImagesWhoseLabelIsNoClassOfThePreset() {
        Rebatcher rebatcher = new Rebatcher(3, 1, new UsableLabels(2), StreamPosition.START);

        List<Minibatch> full = rebatcher.add(record(0, 0), labelled());

        assertThat(full).extracting(Minibatch::pixels).containsExactly(new byte[] {0, 1, 4}, new byte[] {5, 7, 8});
        assertThat(full).extracting(Minibatch::labels).containsExactly(new int[] {0, 1, 1}, new int[] {0, 1, 0});
        assertThat(full.get(0).after().partitions()).isEqualTo(Map.of(0, new Cursor(0, 5)));
        assertThat(full.get(1).after().partitions()).isEqualTo(Map.of(0, new Cursor(1, 0)));
        full.get(1).release();
        assertThat(released).containsExactly(0L);
        assertThat(rebatcher.unlabelled()).isEqualTo(4);
    }

    @Test
    void goesOnBehindAnImageThatIsPassedOver() {
        StreamPosition kept = new Rebatcher(2, 1, new UsableLabels(2), StreamPosition.START)
                .add(record(0, 0), labelled())
                .get(0)
                .after();

        Rebatcher after = new Rebatcher(2, 1, new UsableLabels(2), kept);

        assertThat(kept.partitions()).isEqualTo(Map.of(0, new Cursor(0, 4)));
        assertThat(after.add(record(0, 0), labelled()))
                .extracting(Minibatch::pixels)
                .containsExactly(new byte[] {4, 5}, new byte[] {7, 8});
        assertThat(after.unlabelled()).as("of those behind image 4").isEqualTo(2);
    }

    @Test
    void aBatchWithoutAnyUsableImageIsPassedOver() {
        Rebatcher rebatcher = new Rebatcher(2, 1, new UsableLabels(2), StreamPosition.START);

        assertThat(rebatcher.add(record(0, 0), images(0, 3))).isEmpty();
        assertThat(released).containsExactly(0L);
        assertThat(rebatcher.add(
                        record(0, 1), labelled().toBuilder().setSequence(3).build()))
                .first()
                .satisfies(first -> assertThat(first.after().offsets()).isEqualTo(Map.of(0, 1L)));
    }

    @Test
    void saysWhyNoImageOfABatchIsUsable() {
        UsableLabels labels = new UsableLabels(10);

        assertThat(labels.refusal(images(0, 3)))
                .isEqualTo("none of its images has a label, but each must have one of 0 to 9");
        assertThat(labels.refusal(
                        images(0, 2).toBuilder().addLabels(12).addLabels(-1).build()))
                .isEqualTo("none of its labels (12, ...) is a class, but each must have one of 0 to 9");
        assertThat(labels.count(labelled(), 0)).isEqualTo(8);
        assertThat(labels.count(images(0, 3), 0)).isZero();
        assertThat(UsableLabels.ANY.count(images(0, 3), 1)).isEqualTo(2);
    }

    private ReceivedRecord record(int partition, long offset) {
        return new ReceivedRecord("t", partition, offset, 0, new byte[0], () -> released.add(offset));
    }

    private static ImageBatch images(int first, int count) {
        byte[] pixels = new byte[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = (byte) (first + i);
        }
        return ImageBatch.newBuilder()
                .setSequence(first)
                .setCount(count)
                .setPixels(ByteString.copyFrom(pixels))
                .build();
    }
}
