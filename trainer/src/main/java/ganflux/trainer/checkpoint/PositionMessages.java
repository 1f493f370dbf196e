package ganflux.trainer.checkpoint;

import ganflux.trainer.checkpoint.StreamPosition.BatchId;
import ganflux.trainer.checkpoint.StreamPosition.Cursor;
import ganflux.trainer.checkpoint.TrainedSequences.Range;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.PartialBatch;
import ganflux.v1.PartitionPosition;
import ganflux.v1.SequenceRange;
import ganflux.v1.SourceProgress;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A {@link StreamPosition} in a manifest. */
public final class PositionMessages {
    private PositionMessages() {}

    /** Adds positions, sources and batches trained in part. */
    public static void write(StreamPosition position, CheckpointManifest.Builder manifest) {
        position.partitions()
                .forEach((partition, cursor) -> manifest.addPositions(PartitionPosition.newBuilder()
                        .setPartition(partition)
                        .setOffset(cursor.offset())
                        .setCursor(cursor.image())));
        new TreeMap<>(position.sources()).forEach((source, trained) -> manifest.addSources(source(source, trained)));
        position.partial()
                .forEach((batch, images) -> manifest.addPartial(PartialBatch.newBuilder()
                        .setSourceId(batch.source())
                        .setSequence(batch.sequence())
                        .setImages(images)));
    }

    private static SourceProgress source(String id, TrainedSequences trained) {
        SourceProgress.Builder source = SourceProgress.newBuilder().setSourceId(id);
        trained.ranges()
                .forEach(range -> source.addTrained(
                        SequenceRange.newBuilder().setFirst(range.first()).setLast(range.last())));
        return source.build();
    }

    /** What {@link #write} wrote. */
    public static StreamPosition read(CheckpointManifest manifest) {
        TreeMap<Integer, Cursor> partitions = new TreeMap<>();
        manifest.getPositionsList()
                .forEach(p -> partitions.put(p.getPartition(), new Cursor(p.getOffset(), p.getCursor())));
        Map<String, TrainedSequences> sources = new HashMap<>();
        manifest.getSourcesList()
                .forEach(source -> sources.put(
                        source.getSourceId(),
                        new TrainedSequences(source.getTrainedList().stream()
                                .map(range -> new Range(range.getFirst(), range.getLast()))
                                .toList())));
        Map<BatchId, Integer> partial = new HashMap<>();
        manifest.getPartialList()
                .forEach(
                        batch -> partial.put(new BatchId(batch.getSourceId(), batch.getSequence()), batch.getImages()));
        return new StreamPosition(partitions, sources, partial);
    }
}
