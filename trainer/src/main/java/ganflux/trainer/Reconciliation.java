package ganflux.trainer;

import ganflux.trainer.checkpoint.PositionMessages;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.checkpoint.StreamPosition.BatchId;
import ganflux.trainer.checkpoint.StreamPosition.Cursor;
import ganflux.trainer.checkpoint.TrainedSequences;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.ImageBatch;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a checkpoint makes of each image on its topic: trained, waiting, or neither. Records are told one after the other, each
 * partition in its order; then the sums hold. One thread.
 */
final class Reconciliation {
    private final StreamPosition position;
    private final UsableLabels usable;
    private final long imagesSeen;
    private final SortedMap<String, Source> sources = new TreeMap<>();
    private final Set<BatchId> seen = new HashSet<>();
    private final Set<Place> putAside = new HashSet<>();
    private long unusableAhead;
    private long records;
    private long repeated;
    private long passedUntrained;
    private boolean expired;

    /** Where a record is. */
    record Place(int partition, long offset) {}

    /** The images of one source, or of one of its labels. */
    static final class Count {
        long images;
        long trained;

        private void add(boolean isTrained) {
            images++;
            trained += isTrained ? 1 : 0;
        }
    }

    /** What the topic has of one source: batches, each once, and those of their images that the run can use. */
    static final class Source {
        long batches;
        final Count all = new Count();
        /** The images by their label; empty where they have none. */
        final SortedMap<Integer, Count> labels = new TreeMap<>();

        private void add(ImageBatch batch, UsableLabels usable, int trained) {
            batches++;
            for (int i = 0; i < batch.getCount(); i++) {
                if (!usable.contains(batch, i)) {
                    continue;
                }
                all.add(i < trained);
                if (batch.getLabelsCount() > 0) {
                    labels.computeIfAbsent(batch.getLabels(i), label -> new Count())
                            .add(i < trained);
                }
            }
        }
    }

    /** Of a run that takes images with these labels, and passes over others. */
    Reconciliation(CheckpointManifest manifest, UsableLabels usable) {
        this.usable = usable;
        position = PositionMessages.read(manifest);
        imagesSeen = manifest.getImagesSeen();
    }

    /** Tells that a partition begins at this offset: where it is not 0, records were deleted, and are not told. */
    void begin(long offset) {
        expired |= offset > 0;
    }

    /** Tells of a batch of the run's shape. */
    void add(Place place, ImageBatch batch) {
        if (usable.count(batch, 0) == 0) {
            addUnusable(place);
            return;
        }
        records++;
        BatchId id = new BatchId(batch.getSourceId(), batch.getSequence());
        if (!seen.add(id)) {
            repeated++;
            return;
        }
        boolean whole = position.sources()
                .getOrDefault(id.source(), TrainedSequences.NONE)
                .contains(id.sequence());
        int trained = whole ? batch.getCount() : position.partial().getOrDefault(id, 0);
        passedUntrained += isPassed(place) ? usable.count(batch, trained) : 0;
        sources.computeIfAbsent(id.source(), source -> new Source()).add(batch, usable, trained);
    }

    /** Tells of a record that a trainer of this run puts aside. */
    void addUnusable(Place place) {
        records++;
        if (isPassed(place)) {
            putAside.add(place);
        } else {
            unusableAhead++;
        }
    }

    private boolean isPassed(Place place) {
        Cursor cursor = position.partitions().get(place.partition());
        return cursor != null && place.offset() < cursor.offset();
    }

    /** Records told, and how many of them hold a batch that came before. */
    long records() {
        return records;
    }

    long repeated() {
        return repeated;
    }

    /** Whether the topic has lost records to retention, so that images may have been trained that are not told. */
    boolean expired() {
        return expired;
    }

    /** Unusable records that the run has not passed, though it may have put them aside already, and will again. */
    long unusableAhead() {
        return unusableAhead;
    }

    /** Unusable records that the run has passed. */
    Set<Place> putAside() {
        return Set.copyOf(putAside);
    }

    Map<String, Source> sources() {
        return sources;
    }

    private long trained() {
        return sources.values().stream().mapToLong(source -> source.all.trained).sum();
    }

    /** Images that the run has passed and that are in no step; also those of steps that were not applied or were undone. */
    long lost() {
        return passedUntrained + Math.max(0, trained() - imagesSeen);
    }

    /** Images trained more than once: that are in more steps than the topic has images; not known where records expired. */
    long twice() {
        return expired ? 0 : Math.max(0, imagesSeen - trained());
    }
}
