package ganflux.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a source has still to send after an earlier run of it.
 *
 * <p>Kafka keeps the order of batches within a partition only. Where the earlier run was killed, a batch may therefore be
 * on one partition while an earlier one did not reach another. Those holes are filled first, with the very images that
 * belong there; then the source goes on behind the last batch.
 *
 * @param holes runs of missing batches, in order
 * @param nextSequence sequence of the first new batch
 * @param nextIndex where in the source it begins
 */
record ResumePlan(List<Hole> holes, long nextSequence, long nextIndex) {
    /** A source that has sent nothing. */
    static final ResumePlan FROM_THE_START = new ResumePlan(List.of(), 0, 0);

    /**
     * Consecutive batches that are missing, and the images that they are made of.
     *
     * @param lastIndex of the last image, inclusive
     */
    record Hole(long firstSequence, long lastSequence, long firstIndex, long lastIndex) {
        int batches() {
            return Math.toIntExact(lastSequence - firstSequence + 1);
        }
    }

    /**
     * The batches of this source at the end of one partition.
     *
     * @param wasTrimmed whether records were deleted from the partition's beginning
     */
    record Tail(List<SentBatch> batches, boolean wasTrimmed) {
        OptionalLong lastSequence() {
            return batches.stream().mapToLong(SentBatch::sequence).max();
        }

        /** Whether {@code sequence}, if it was sent to this partition at all, cannot have been acknowledged. */
        boolean lacks(long sequence) {
            OptionalLong last = lastSequence();
            return last.isPresent() ? sequence > last.getAsLong() : !wasTrimmed;
        }
    }

    /**
     * How far back the tails must reach for {@link #of}: down to this sequence. Empty where they do already, because the
     * last batch is all that counts.
     *
     * @param tails by partition, each with at least its last batch
     */
    static OptionalLong lookBackTo(List<Tail> tails) {
        OptionalLong last = lastSequence(tails);
        if (last.isEmpty()) {
            return OptionalLong.empty();
        }
        int partitions = tails.size();
        for (long sequence = Math.max(0, lowestLast(tails) - partitions); sequence < last.getAsLong(); sequence++) {
            int partition = (int) (sequence % partitions);
            if (tails.get(partition).lacks(sequence)) {
                return OptionalLong.of(Math.max(0, sequence - 1));
            }
        }
        return OptionalLong.empty();
    }

    /** The lowest of the partitions' last sequences; -1 where a partition never had a batch. */
    private static long lowestLast(List<Tail> tails) {
        return tails.stream()
                .filter(tail -> tail.lastSequence().isPresent() || !tail.wasTrimmed())
                .mapToLong(tail -> tail.lastSequence().orElse(-1))
                .min()
                .orElse(-1);
    }

    /** What is missing, given the end of each partition in the order of their numbers. */
    static ResumePlan of(List<Tail> tails) {
        NavigableMap<Long, SentBatch> present = new TreeMap<>();
        tails.forEach(tail -> tail.batches().forEach(batch -> present.put(batch.sequence(), batch)));
        if (present.isEmpty()) {
            return FROM_THE_START;
        }
        List<Hole> holes = new ArrayList<>();
        SentBatch before = new SentBatch(-1, -1, -1);
        for (Map.Entry<Long, SentBatch> entry : present.entrySet()) {
            long missing = before.sequence() + 1;
            SentBatch after = entry.getValue();
            if (missing < after.sequence() && allLacked(tails, missing, after.sequence())) {
                holes.add(new Hole(missing, after.sequence() - 1, before.lastId() + 1, after.firstId() - 1));
            }
            before = after;
        }
        return new ResumePlan(List.copyOf(holes), before.sequence() + 1, before.lastId() + 1);
    }

    /** Whether all of a run of absent sequences were never written, rather than deleted by retention. */
    private static boolean allLacked(List<Tail> tails, long from, long to) {
        for (long sequence = from; sequence < to; sequence++) {
            if (!tails.get((int) (sequence % tails.size())).lacks(sequence)) {
                return false;
            }
        }
        return true;
    }

    private static OptionalLong lastSequence(List<Tail> tails) {
        return tails.stream()
                .map(Tail::lastSequence)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .max();
    }
}
