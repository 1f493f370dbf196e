package ganflux.trainer;

import ganflux.stream.ReceivedRecord;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.checkpoint.StreamPosition.BatchId;
import ganflux.trainer.checkpoint.StreamPosition.Cursor;
import ganflux.trainer.checkpoint.TrainedSequences;
import ganflux.v1.ImageBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts batches of any size, in the order in which they come, into minibatches of exactly n images. The images left over
 * wait for the next record; a position counts how many images of a record are used, so that a resumed run goes on in the
 * middle of a record. A batch whose (source id, sequence) came before is passed over, and so are images without a usable label.
 *
 * <p>Not thread-safe: records arrive one after the other. The counts are for any thread.
 */
final class Rebatcher {
    private static final Logger log = LoggerFactory.getLogger(Rebatcher.class);

    private final int imagesPerMinibatch;
    private final int imageBytes;
    private final UsableLabels labels;
    private final SortedMap<Integer, Cursor> position;
    private final Map<String, TrainedSequences> taken; // what came, trained or not
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong unlabelled = new AtomicLong();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Map<BatchId, Integer> partial; // images used of batches that are not used up
    private Map<String, TrainedSequences> trained; // replaced, never modified
    private final Set<String> crowded = new HashSet<>(); // sources of which gaps were closed
    private int pendingImages;

    /** A record of which usable images from {@code next} on are unused. */
    private static final class Pending {
        final ReceivedRecord record;
        final ImageBatch batch;
        final UsableLabels labels;
        final Map<Integer, Cursor> passedBehind = new HashMap<>(); // records passed over before the next pending one
        int next; // usable, or behind the last
        int left; // usable ones from there on

        Pending(ReceivedRecord record, ImageBatch batch, int next, UsableLabels labels) {
            this.record = record;
            this.batch = batch;
            this.labels = labels;
            this.next = next;
            left = labels.count(batch, next);
            passUnusable();
        }

        /** How many usable images follow each other from {@code next} on, at most {@code most}. */
        int run(int most) {
            int length = 0;
            while (length < Math.min(left, most) && labels.contains(batch, next + length)) {
                length++;
            }
            return length;
        }

        void use(int images) {
            next += images;
            left -= images;
            passUnusable();
        }

        private void passUnusable() {
            while (next < batch.getCount() && !labels.contains(batch, next)) {
                next++;
            }
        }
    }

    /** Goes on from {@code start}. */
    Rebatcher(int imagesPerMinibatch, int imageBytes, UsableLabels labels, StreamPosition start) {
        this.imagesPerMinibatch = imagesPerMinibatch;
        this.imageBytes = imageBytes;
        this.labels = labels;
        position = new TreeMap<>(start.partitions());
        trained = start.sources();
        taken = new HashMap<>(trained);
        partial = new HashMap<>(start.partial());
    }

    /** Takes a valid batch of the right shape; returns the minibatches that are now full, often none. */
    List<Minibatch> add(ReceivedRecord record, ImageBatch batch) {
        TrainedSequences before = taken.getOrDefault(batch.getSourceId(), TrainedSequences.NONE);
        if (before.contains(batch.getSequence())) {
            log(duplicates.incrementAndGet(), record, batch);
            return skip(record);
        }
        int used = alreadyUsed(record, batch);
        Pending added = new Pending(record, batch, used, labels);
        if (added.left == 0) {
            return skip(record);
        }
        taken.put(batch.getSourceId(), before.with(batch.getSequence()));
        unlabelled.addAndGet(batch.getCount() - used - added.left);
        pending.add(added);
        pendingImages += added.left;
        List<Minibatch> full = new ArrayList<>();
        while (pendingImages >= imagesPerMinibatch) {
            full.add(cut());
        }
        return full;
    }

    private static void log(long count, ReceivedRecord record, ImageBatch batch) {
        if (Flood.isWorthALine(count)) {
            log.warn(
                    "Passed over {}-{} offset {}: batch {} of source '{}' came before ({} passed over so far)",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    batch.getSequence(),
                    batch.getSourceId(),
                    count);
        }
    }

    /**
     * Passes over a record that is not to be trained: the position moves past it once all before it are trained. Keeps
     * nothing of the record, of which any number may come before the next image.
     */
    List<Minibatch> skip(ReceivedRecord record) {
        Map<Integer, Cursor> passed = pending.isEmpty() ? position : pending.getLast().passedBehind;
        passed.put(record.partition(), behind(record));
        record.release().run();
        return List.of();
    }

    private static Cursor behind(ReceivedRecord record) {
        return new Cursor(record.offset() + 1, 0);
    }

    private int alreadyUsed(ReceivedRecord record, ImageBatch batch) {
        Integer known = partial.get(id(batch));
        if (known != null) {
            return known;
        }
        Cursor cursor = position.get(record.partition());
        return cursor != null && cursor.offset() == record.offset() ? cursor.image() : 0;
    }

    private static BatchId id(ImageBatch batch) {
        return new BatchId(batch.getSourceId(), batch.getSequence());
    }

    private Minibatch cut() {
        byte[] pixels = new byte[imagesPerMinibatch * imageBytes];
        int[] known = new int[imagesPerMinibatch];
        Arrays.fill(known, -1);
        long createdAtMs = 0;
        List<Runnable> finished = new ArrayList<>();
        int filled = 0;
        while (filled < imagesPerMinibatch) {
            Pending first = pending.element(); // never one without images left
            ImageBatch batch = first.batch;
            int taking = first.run(imagesPerMinibatch - filled);
            batch.getPixels()
                    .substring(first.next * imageBytes, (first.next + taking) * imageBytes)
                    .copyTo(pixels, filled * imageBytes);
            for (int i = 0; i < taking && batch.getLabelsCount() > 0; i++) {
                known[filled + i] = batch.getLabels(first.next + i);
            }
            createdAtMs = Math.max(createdAtMs, batch.getCreatedAtMs());
            filled += taking;
            first.use(taking);
            position.put(first.record.partition(), new Cursor(first.record.offset(), first.next));
            partial.put(id(batch), first.next);
            passUsed(finished);
        }
        pendingImages -= imagesPerMinibatch;
        return new Minibatch(pixels, known, createdAtMs, new StreamPosition(position, trained, partial), finished);
    }

    /** Moves the position past the first pending record if no image of it is left, and past those passed over behind it. */
    private void passUsed(List<Runnable> finished) {
        Pending first = pending.element();
        if (first.left > 0) {
            return;
        }
        pending.remove();
        position.put(first.record.partition(), behind(first.record));
        position.putAll(first.passedBehind);
        finished.add(first.record.release());
        partial.remove(id(first.batch));
        countTrained(first.batch);
    }

    private void countTrained(ImageBatch batch) {
        String source = batch.getSourceId();
        TrainedSequences before = trained.getOrDefault(source, TrainedSequences.NONE);
        if (before.closesGapWith(batch.getSequence()) && crowded.add(source)) {
            log.warn(
                    "Source '{}' has so many gaps between its trained batches that a checkpoint holds no more: from now on"
                            + " the oldest missing numbers count as trained, and are passed over should they come",
                    source);
        }
        Map<String, TrainedSequences> all = new HashMap<>(trained);
        all.put(source, before.with(batch.getSequence()));
        trained = Map.copyOf(all);
    }

    /** Batches passed over because they came before. */
    long duplicates() {
        return duplicates.get();
    }

    /** Images passed over because their label is none of the preset's classes. */
    long unlabelled() {
        return unlabelled.get();
    }
}
