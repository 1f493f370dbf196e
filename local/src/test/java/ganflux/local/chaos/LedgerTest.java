package ganflux.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.local.chaos.Ledger.Account;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.ImageBatch;
import ganflux.v1.PartitionPosition;
import ganflux.v1.SequenceRange;
import ganflux.v1.SourceProgress;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The topic: batches 0, 1, 1 again, a record that is none, 2, and 3, of ten images each, at offsets 0 to 5. A run in order
 * has trained 25 images at offset 4, image 5.
 */
class LedgerTest {
    private final Ledger ledger = new Ledger();

    @BeforeEach
    void fill() {
        ledger.add(0, 0, batch(0));
        ledger.add(0, 1, batch(1));
        ledger.add(0, 2, batch(1));
        ledger.add(0, 3, Optional.empty());
        ledger.add(0, 4, batch(2));
        ledger.add(0, 5, batch(3));
    }

    private static Optional<ImageBatch> batch(int sequence) {
        return Optional.of(ImageBatch.newBuilder()
                .setSourceId("s")
                .setSequence(sequence)
                .addAllIds(LongStream.range(10L * sequence, 10L * sequence + 10)
                        .boxed()
                        .toList())
                .build());
    }

    private static CheckpointManifest at(long offset, int cursor, long imagesSeen, int firstTrained, int lastTrained) {
        return CheckpointManifest.newBuilder()
                .setImagesSeen(imagesSeen)
                .addPositions(PartitionPosition.newBuilder().setOffset(offset).setCursor(cursor))
                .addSources(SourceProgress.newBuilder()
                        .setSourceId("s")
                        .addTrained(SequenceRange.newBuilder()
                                .setFirst(firstTrained)
                                .setLast(lastTrained)))
                .build();
    }

    @Test
    void countsWhatLiesOnTheTopic() {
        assertThat(ledger.records()).isEqualTo(6);
        assertThat(ledger.unusable()).isEqualTo(1);
        assertThat(ledger.duplicates()).isEqualTo(1);
    }

    @Test
    void aRunInOrderHasNothingLostAndNothingTwice() {
        assertThat(ledger.account(at(4, 5, 25, 0, 1))).isEqualTo(new Account(0, 0));
        assertThat(ledger.account(at(6, 0, 40, 0, 3))).isEqualTo(new Account(0, 0));
        assertThat(ledger.account(CheckpointManifest.getDefaultInstance())).isEqualTo(new Account(0, 0));
    }

    @Test
    void eachPartitionHasAPositionOfItsOwn() {
        ledger.add(1, 0, batch(4));
        ledger.add(1, 1, batch(5));
        CheckpointManifest behind = at(6, 0, 47, 0, 3).toBuilder()
                .addPositions(PartitionPosition.newBuilder().setPartition(1).setCursor(7))
                .build();
        assertThat(ledger.account(behind)).isEqualTo(new Account(0, 0));
        assertThat(ledger.account(at(6, 0, 47, 0, 3)))
                .as("seven images of a partition that was never read")
                .isEqualTo(new Account(7, 7));
    }

    @Test
    void imagesPassedAndInNoStepAreLost() {
        assertThat(ledger.account(at(4, 5, 20, 0, 1))).isEqualTo(new Account(5, 0));
    }

    @Test
    void moreImagesInStepsThanWerePassedWereTrainedTwice() {
        assertThat(ledger.account(at(4, 5, 30, 0, 1)).twice()).isEqualTo(5);
    }

    @Test
    void aBatchThatTheManifestDoesNotKnowCouldBeTrainedAgain() {
        assertThat(ledger.account(at(4, 5, 25, 0, 0))).isEqualTo(new Account(0, 10));
    }

    @Test
    void aBatchThatTheManifestKnowsTooEarlyWouldBeLost() {
        assertThat(ledger.account(at(4, 5, 25, 0, 2))).isEqualTo(new Account(1, 0));
    }

    @Test
    void anImageThatIsNotOnTheTopicIsLost() {
        Ledger hole = new Ledger();
        hole.add(0, 0, batch(0));
        hole.add(0, 1, batch(2));

        CheckpointManifest manifest = at(2, 0, 20, 0, 0).toBuilder()
                .addSources(SourceProgress.newBuilder()
                        .setSourceId("s")
                        .addTrained(SequenceRange.newBuilder().setFirst(2).setLast(2)))
                .build();

        assertThat(hole.account(manifest)).isEqualTo(new Account(10, 0));
    }

    @Test
    void anImageInTwoBatchesIsTrainedTwice() {
        Ledger renumbered = new Ledger();
        renumbered.add(0, 0, batch(0));
        renumbered.add(
                0, 1, batch(0).map(batch -> batch.toBuilder().setSequence(1).build()));

        assertThat(renumbered.account(at(2, 0, 20, 0, 1))).isEqualTo(new Account(10, 10));
    }
}
