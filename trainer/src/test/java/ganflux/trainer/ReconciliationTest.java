package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.trainer.Reconciliation.Count;
import ganflux.trainer.Reconciliation.Place;
import ganflux.trainer.Reconciliation.Source;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.ImageBatch;
import ganflux.v1.PartialBatch;
import ganflux.v1.PartitionPosition;
import ganflux.v1.SequenceRange;
import ganflux.v1.SourceProgress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The topic: batches 0, 1, 1 again, an unusable record, 2 and 3 of ten images each, at offsets 0 to 5 of partition 0. The checkpoint
 * is at offset 4, five images into batch 2.
 */
class ReconciliationTest {
    private static final CheckpointManifest MANIFEST = CheckpointManifest.newBuilder()
            .setImagesSeen(25)
            .addPositions(PartitionPosition.newBuilder().setOffset(4).setCursor(5))
            .addSources(trained(0, 1))
            .addPartial(
                    PartialBatch.newBuilder().setSourceId("s").setSequence(2).setImages(5))
            .build();

    private static SourceProgress.Builder trained(long first, long last) {
        return SourceProgress.newBuilder()
                .setSourceId("s")
                .addTrained(SequenceRange.newBuilder().setFirst(first).setLast(last));
    }

    private static ImageBatch batch(String source, int sequence, Integer... labels) {
        return ImageBatch.newBuilder()
                .setSourceId(source)
                .setSequence(sequence)
                .setCount(10)
                .addAllLabels(List.of(labels))
                .build();
    }

    private static Reconciliation of(CheckpointManifest manifest) {
        Reconciliation found = new Reconciliation(manifest, UsableLabels.ANY);
        found.add(new Place(0, 0), batch("s", 0));
        found.add(new Place(0, 1), batch("s", 1));
        found.add(new Place(0, 2), batch("s", 1));
        found.addUnusable(new Place(0, 3));
        found.add(new Place(0, 4), batch("s", 2));
        found.add(new Place(0, 5), batch("s", 3));
        return found;
    }

    private static Source source(Reconciliation found, String id) {
        return Objects.requireNonNull(found.sources().get(id));
    }

    private static Count count(Reconciliation found, String id, int label) {
        return Objects.requireNonNull(source(found, id).labels.get(label));
    }

    @Test
    void aRunInOrderHasNothingLostAndNothingTwice() {
        Reconciliation found = of(MANIFEST);

        assertThat(found.lost()).isZero();
        assertThat(found.twice()).isZero();
        assertThat(found.records()).isEqualTo(6);
        assertThat(found.repeated()).isEqualTo(1);
        assertThat(found.putAside()).containsExactly(new Place(0, 3));
        assertThat(found.unusableAhead()).isZero();
        found.addUnusable(new Place(0, 6));
        assertThat(found.putAside()).hasSize(1);
        assertThat(found.unusableAhead()).isEqualTo(1);
        assertThat(found.sources()).containsOnlyKeys("s");
        assertThat(source(found, "s").batches).isEqualTo(4);
        assertThat(source(found, "s").all.images).isEqualTo(40);
        assertThat(source(found, "s").all.trained).isEqualTo(25);
    }

    @Test
    void aBatchPassedAndNotTrainedIsLost() {
        CheckpointManifest hole = MANIFEST.toBuilder()
                .setImagesSeen(15)
                .setSources(0, trained(0, 0))
                .build();

        assertThat(of(hole).lost()).isEqualTo(10);
        assertThat(of(hole).twice()).isZero();
    }

    @Test
    void imagesThatNoStepCountsAreLost() {
        assertThat(of(MANIFEST.toBuilder().setImagesSeen(20).build()).lost()).isEqualTo(5);
    }

    @Test
    void moreImagesInStepsThanOnTheTopicWereTrainedTwice() {
        CheckpointManifest more = MANIFEST.toBuilder().setImagesSeen(32).build();
        assertThat(of(more).twice()).isEqualTo(7);

        Reconciliation expired = of(more);
        expired.begin(0);
        assertThat(expired.expired()).isFalse();
        expired.begin(3);
        assertThat(expired.expired()).isTrue();
        assertThat(expired.twice()).as("they may be of deleted records").isZero();
    }

    @Test
    void whatTheRunHasNotReachedWaits() {
        Reconciliation found = of(MANIFEST);
        found.add(new Place(1, 0), batch("t", 0));
        found.addUnusable(new Place(1, 1));

        assertThat(found.lost()).isZero();
        assertThat(found.putAside()).containsExactly(new Place(0, 3));
        assertThat(source(found, "t").all.images).isEqualTo(10);
        assertThat(source(found, "t").all.trained).isZero();
    }

    @Test
    void imagesAreCountedByTheirLabels() {
        Reconciliation found = new Reconciliation(MANIFEST, UsableLabels.ANY);
        List<Integer> labels = new ArrayList<>(Collections.nCopies(4, 7));
        labels.addAll(Collections.nCopies(6, -1));
        found.add(new Place(0, 4), batch("s", 2, labels.toArray(Integer[]::new)));

        assertThat(source(found, "s").labels).containsOnlyKeys(-1, 7);
        assertThat(count(found, "s", 7).trained).isEqualTo(4);
        assertThat(count(found, "s", -1).images).isEqualTo(6);
        assertThat(count(found, "s", -1).trained).isEqualTo(1);
    }

    /** Seven of ten images are of the two classes, three of the first five. */
    @Test
    void imagesThatAConditionalRunPassesOverAreNoLoss() {
        Integer[] some = {0, -1, 1, 0, -1, 1, 0, -1, 1, 0};
        Integer[] none = Collections.nCopies(10, 5).toArray(Integer[]::new);
        CheckpointManifest manifest = MANIFEST.toBuilder().setImagesSeen(7 + 3).build();
        Reconciliation found = new Reconciliation(manifest, new UsableLabels(2));
        found.add(new Place(0, 0), batch("s", 0, some));
        found.add(new Place(0, 1), batch("u", 0, none));
        found.add(new Place(0, 4), batch("s", 2, some));

        assertThat(found.lost()).isZero();
        assertThat(found.twice()).isZero();
        assertThat(found.putAside()).containsExactly(new Place(0, 1));
        assertThat(found.sources()).containsOnlyKeys("s");
        assertThat(source(found, "s").all.images).isEqualTo(14);
        assertThat(source(found, "s").all.trained).isEqualTo(7 + 3);
    }
}
