package ganflux.local.chaos;

import ganflux.v1.CheckpointManifest;
import ganflux.v1.ImageBatch;
import ganflux.v1.PartitionPosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What lies on a topic, and what of it a checkpoint holds. It follows from the contract alone, with nothing of the
 * trainer's own reading: on each partition, up to the checkpoint's position, each image of each batch, where the batch
 * comes for the first time.
 *
 * <p>Images are known by their ids, which count from 0 without a gap: so the first n images are to be trained after n.
 */
final class Ledger {
    private record BatchId(String source, long sequence) {}

    /** One record, by its place; without ids where it is no valid batch. */
    private record Entry(int partition, long offset, BatchId batch, List<Long> ids) {}

    /**
     * What is wrong with a checkpoint.
     *
     * @param lost images that it should hold, or has passed, and that are not trained
     * @param twice images that are trained more than once, or could be from now on
     */
    record Account(long lost, long twice) {
        Account plus(Account other) {
            return new Account(lost + other.lost, twice + other.twice);
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private int unusable;

    /** Takes the record at a partition's next offset; empty where it is no valid batch. */
    void add(int partition, long offset, Optional<ImageBatch> record) {
        if (record.isEmpty()) {
            unusable++;
            return;
        }
        ImageBatch batch = record.get();
        entries.add(new Entry(
                partition,
                offset,
                new BatchId(batch.getSourceId(), batch.getSequence()),
                List.copyOf(batch.getIdsList())));
    }

    /** Records taken, unusable ones among them. */
    int records() {
        return entries.size() + unusable;
    }

    /** Records that are no valid batch. */
    int unusable() {
        return unusable;
    }

    /** Records whose batch came before. */
    long duplicates() {
        return entries.size() - entries.stream().map(Entry::batch).distinct().count();
    }

    /** Holds a checkpoint against the topic. */
    Account account(CheckpointManifest manifest) {
        long trained = manifest.getImagesSeen();
        Map<Integer, PartitionPosition> positions = manifest.getPositionsList().stream()
                .collect(Collectors.toMap(PartitionPosition::getPartition, Function.identity()));
        Map<Long, Integer> times = new HashMap<>();
        Map<BatchId, Integer> whole = new HashMap<>();
        long covered = 0;
        Set<BatchId> seen = new HashSet<>();
        for (Entry entry : entries) {
            PartitionPosition position =
                    positions.getOrDefault(entry.partition(), PartitionPosition.getDefaultInstance());
            boolean isLast = entry.offset() == position.getOffset();
            int images = isLast ? position.getCursor() : entry.ids().size();
            if (entry.offset() > position.getOffset() || images == 0 || !seen.add(entry.batch())) {
                continue;
            }
            entry.ids().subList(0, images).forEach(id -> times.merge(id, 1, Integer::sum));
            covered += images;
            if (!isLast) {
                whole.put(entry.batch(), images);
            }
        }
        long missing = 0;
        for (long id = 0; id < trained; id++) {
            missing += times.containsKey(id) ? 0 : 1;
        }
        long repeated = covered - times.size();
        // What was passed and is in no step, and what steps had more images than were passed.
        Account counted =
                new Account(missing + Math.max(0, covered - trained), repeated + Math.max(0, trained - covered));
        return counted.plus(known(manifest, whole));
    }

    /** What the manifest knows of its sources against what lies before its position. */
    private static Account known(CheckpointManifest manifest, Map<BatchId, Integer> whole) {
        Set<BatchId> known = new HashSet<>();
        manifest.getSourcesList()
                .forEach(source -> source.getTrainedList().forEach(range -> {
                    for (long sequence = range.getFirst(); sequence <= range.getLast(); sequence++) {
                        known.add(new BatchId(source.getSourceId(), sequence));
                    }
                }));
        long neverTrained =
                known.stream().filter(batch -> !whole.containsKey(batch)).count();
        long trainable = whole.entrySet().stream()
                .filter(batch -> !known.contains(batch.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new Account(neverTrained, trainable); // the former counted as one image each, as their size is unknown
    }
}
