package ganflux.trainer.checkpoint;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Which batches of one source are trained, as runs of sequence numbers. Not merely the last number: partitions come at
 * different speeds, and a dead letter that is replayed comes late. Immutable.
 *
 * @param ranges ascending, neither touching nor overlapping
 */
public record TrainedSequences(List<Range> ranges) implements Serializable {
    /** None. */
    public static final TrainedSequences NONE = new TrainedSequences(List.of());

    /**
     * What a manifest may hold of one source, about a megabyte. A source without gaps has one range for each partition at most, but
     * for a partition that is behind: then as many as the others have batches that lie between its own.
     */
    static final int MAX_RANGES = 100_000;

    /**
     * Consecutive numbers.
     *
     * @param last inclusive
     */
    public record Range(long first, long last) implements Serializable {}

    /** Copies the list. */
    public TrainedSequences {
        ranges = List.copyOf(ranges);
    }

    /** Whether the batch of this number is trained. */
    public boolean contains(long sequence) {
        int at = behind(sequence);
        return at > 0 && ranges.get(at - 1).last() >= sequence;
    }

    /**
     * These and one more. Where that would make more than 100,000 ranges, the gap between the two lowest is closed: what is
     * missing there counts as trained, so that a source that breaks the contract cannot fill the manifest.
     */
    public TrainedSequences with(long sequence) {
        if (contains(sequence)) {
            return this;
        }
        int at = behind(sequence);
        boolean joinsBefore = at > 0 && ranges.get(at - 1).last() == sequence - 1;
        boolean joinsAfter = at < ranges.size() && ranges.get(at).first() == sequence + 1;
        List<Range> all = new ArrayList<>(ranges);
        long last = joinsAfter ? all.remove(at).last() : sequence;
        if (joinsBefore) {
            all.set(at - 1, new Range(all.get(at - 1).first(), last));
        } else {
            all.add(at, new Range(sequence, last));
        }
        if (all.size() > MAX_RANGES) {
            long end = all.remove(1).last();
            all.set(0, new Range(all.get(0).first(), end));
        }
        return new TrainedSequences(all);
    }

    /** Whether {@link #with} would close a gap. */
    public boolean closesGapWith(long sequence) {
        return isFull() && !contains(sequence) && !contains(sequence - 1) && !contains(sequence + 1);
    }

    /** These with the gaps between the lowest ranges closed, as {@link #with} does it, so that there are {@code most} at most. */
    public TrainedSequences closed(int most) {
        int surplus = ranges.size() - most;
        if (surplus <= 0) {
            return this;
        }
        List<Range> all = new ArrayList<>(ranges.subList(surplus, ranges.size()));
        all.set(0, new Range(ranges.get(0).first(), all.get(0).last()));
        return new TrainedSequences(all);
    }

    /** Whether there are as many ranges as there may be. */
    public boolean isFull() {
        return ranges.size() >= MAX_RANGES;
    }

    /** The numbers that are in these and not in {@code before}, ascending. */
    public LongStream since(TrainedSequences before) {
        LongStream.Builder fresh = LongStream.builder();
        int at = 0;
        for (Range range : ranges) {
            long next = range.first();
            while (at < before.ranges.size() && before.ranges.get(at).first() <= range.last()) {
                Range known = before.ranges.get(at);
                LongStream.range(next, known.first()).forEach(fresh);
                next = Math.max(next, known.last() + 1);
                if (known.last() > range.last()) {
                    break; // it may reach into the next range as well
                }
                at++;
            }
            LongStream.rangeClosed(next, range.last()).forEach(fresh);
        }
        return fresh.build();
    }

    /** How many ranges begin at or before {@code sequence}. */
    private int behind(long sequence) {
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges.get(middle).first() <= sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
