package ganflux.trainer;

import ganflux.stream.ReceivedRecord;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.checkpoint.StreamPosition.Cursor;
import ganflux.v1.ImageBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Cuts batches of any size, in the order in which they come, into minibatches of exactly n images. The images left over
 * wait for the next record; a position counts how many images of a record are used, so that a resumed run goes on in the
 * middle of a record.
 *
 * <p>Not thread-safe: records arrive one after the other.
 */
final class Rebatcher {
    private final int imagesPerMinibatch;
    private final int imageBytes;
    private final SortedMap<Integer, Cursor> position;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private int pendingImages;

    /** A record of which images from {@code next} on are unused. */
    private static final class Pending {
        final ReceivedRecord record;
        final ImageBatch batch;
        int next;

        Pending(ReceivedRecord record, ImageBatch batch, int next) {
            this.record = record;
            this.batch = batch;
            this.next = next;
        }

        int left() {
            return batch.getCount() - next;
        }
    }

    Rebatcher(int imagesPerMinibatch, int imageBytes, StreamPosition start) {
        this.imagesPerMinibatch = imagesPerMinibatch;
        this.imageBytes = imageBytes;
        position = new TreeMap<>(start.partitions());
    }

    /** Takes a valid batch of the right shape; returns the minibatches that are now full, often none. */
    List<Minibatch> add(ReceivedRecord record, ImageBatch batch) {
        int used = alreadyUsed(record);
        if (used >= batch.getCount()) {
            return skip(record);
        }
        Pending added = new Pending(record, batch, used);
        pending.add(added);
        pendingImages += added.left();
        List<Minibatch> full = new ArrayList<>();
        while (pendingImages >= imagesPerMinibatch) {
            full.add(cut());
        }
        return full;
    }

    /** Passes over a record that cannot be used: the position moves on with the next minibatch. */
    List<Minibatch> skip(ReceivedRecord record) {
        if (pending.isEmpty()) {
            position.put(record.partition(), new Cursor(record.offset() + 1, 0));
        }
        record.release().run();
        return List.of();
    }

    private int alreadyUsed(ReceivedRecord record) {
        Cursor cursor = position.get(record.partition());
        return cursor != null && cursor.offset() == record.offset() ? cursor.image() : 0;
    }

    private Minibatch cut() {
        byte[] pixels = new byte[imagesPerMinibatch * imageBytes];
        int[] labels = new int[imagesPerMinibatch];
        Arrays.fill(labels, -1);
        long createdAtMs = 0;
        List<Runnable> finished = new ArrayList<>();
        int filled = 0;
        while (filled < imagesPerMinibatch) {
            Pending first = pending.element();
            int taken = Math.min(first.left(), imagesPerMinibatch - filled);
            first.batch
                    .getPixels()
                    .substring(first.next * imageBytes, (first.next + taken) * imageBytes)
                    .copyTo(pixels, filled * imageBytes);

            for (int i = 0; i < taken && first.batch.getLabelsCount() > 0; i++) {
                labels[filled + i] = first.batch.getLabels(first.next + i);
            }
            createdAtMs = Math.max(createdAtMs, first.batch.getCreatedAtMs());
            filled += taken;
            use(first, taken, finished);
        }
        pendingImages -= imagesPerMinibatch;
        return new Minibatch(pixels, labels, createdAtMs, new StreamPosition(position), finished);
    }

    private void use(Pending first, int taken, List<Runnable> finished) {
        first.next += taken;
        ReceivedRecord record = first.record;
        if (first.left() == 0) {
            pending.remove();
            finished.add(record.release());
            position.put(record.partition(), new Cursor(record.offset() + 1, 0));
        } else {
            position.put(record.partition(), new Cursor(record.offset(), first.next));
        }
    }
}
