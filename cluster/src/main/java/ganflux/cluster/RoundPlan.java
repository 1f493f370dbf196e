package ganflux.cluster;

import ganflux.stream.command.UserError;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.checkpoint.StreamPosition.BatchId;
import ganflux.trainer.checkpoint.StreamPosition.Cursor;
import ganflux.trainer.checkpoint.TrainedSequences;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who reads what in a round: partition p belongs to slot p modulo W. Each slot goes on where its partitions stand, and knows which batches
 * of all sources are trained. {@link #after} makes one position of those that the slots end at.
 *
 * <p>A batch that was sent twice, to partitions of two slots, would be trained by both in one round. {@link #trainedTwice} finds
 * that, and the round is run again with {@link #without} those copies. Immutable.
 */
final class RoundPlan {
    private static final Logger log = LoggerFactory.getLogger(RoundPlan.class);

    /** Runs of numbers of a source, when a round begins; a checkpoint holds twice as many. */
    static final int KEPT_APART = 50_000;

    private final StreamPosition start;
    private final List<StreamPosition> slots;
    private final List<SortedSet<Integer>> partitions;

    private RoundPlan(StreamPosition start, List<StreamPosition> slots, List<SortedSet<Integer>> partitions) {
        this.start = start;
        this.slots = slots;
        this.partitions = partitions;
    }

    /**
     * Deals the partitions out. Each slot gets as many: they take as many images, and one with fewer partitions would run through a
     * stream that is dealt out in turn ahead of the others, until nobody could tell any more what is trained.
     *
     * @throws UserError where the workers cannot have as many each
     */
    static RoundPlan of(StreamPosition stands, String topic, int partitions, int workers) {
        if (partitions % workers != 0) {
            throw new UserError("topic " + topic + " has " + partitions + " partitions but --workers is " + workers
                    + ", and each worker needs as many as the others; give --workers " + divisors(partitions)
                    + ", or the topic " + (partitions / workers + 1) * workers + " partitions");
        }
        StreamPosition start = withRoom(stands);
        List<StreamPosition> slots = new ArrayList<>();
        List<SortedSet<Integer>> dealt = new ArrayList<>();
        for (int slot = 0; slot < workers; slot++) {
            SortedSet<Integer> own = new TreeSet<>();
            TreeMap<Integer, Cursor> cursors = new TreeMap<>();
            for (int partition = slot; partition < partitions; partition += workers) {
                own.add(partition);
                Cursor cursor = start.partitions().get(partition);
                if (cursor != null) {
                    cursors.put(partition, cursor);
                }
            }
            dealt.add(own);
            slots.add(new StreamPosition(cursors, start.sources(), start.partial()));
        }
        return new RoundPlan(start, slots, dealt);
    }

    /** Gaps that never fill, of records that could not be used, leave room for those of a round. */
    private static StreamPosition withRoom(StreamPosition stands) {
        Map<String, TrainedSequences> sources = new HashMap<>(stands.sources());
        sources.replaceAll((source, trained) -> {
            TrainedSequences closed = trained.closed(KEPT_APART);
            if (!closed.equals(trained)) {
                log.warn(
                        "Source '{}' has more than {} gaps between its trained batches: the oldest missing numbers count as"
                                + " trained from now on, and are passed over should they come",
                        source,
                        KEPT_APART);
            }
            return closed;
        });
        return new StreamPosition(stands.partitions(), sources, stands.partial());
    }

    private static String divisors(int partitions) {
        String all = IntStream.rangeClosed(1, partitions)
                .filter(each -> partitions % each == 0)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(", "));
        return all.replaceFirst(", (\\d+)$", " or $1");
    }

    /** What each slot is told, in their order. */
    List<SlotPlan> slots() {
        List<SlotPlan> all = new ArrayList<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            all.add(new SlotPlan(slot, partitions.get(slot), slots.get(slot)));
        }
        return all;
    }

    /**
     * For each slot the batches that a slot before it has trained in this round as well.
     *
     * @throws UserError where the batches are so small that nobody can tell any more which are trained
     */
    List<Set<BatchId>> trainedTwice(List<StreamPosition> ends) {
        ends.forEach(end -> end.sources().forEach(RoundPlan::requireRoom));
        Set<BatchId> before = new HashSet<>();
        List<Set<BatchId>> twice = new ArrayList<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            Set<BatchId> again = touched(slots.get(slot), ends.get(slot));
            Set<BatchId> own = Set.copyOf(again);
            again.retainAll(before);
            twice.add(again);
            before.addAll(own);
        }
        return twice;
    }

    /** The batches of which a slot has trained some images. */
    private static Set<BatchId> touched(StreamPosition from, StreamPosition to) {
        Set<BatchId> touched = new HashSet<>();
        fresh(from, to)
                .forEach((source, sequences) -> sequences.forEach(each -> touched.add(new BatchId(source, each))));
        to.partial().forEach((batch, images) -> {
            if (!images.equals(from.partial().get(batch))) {
                touched.add(batch);
            }
        });
        return touched;
    }

    /** By source the batches that are trained wholly in {@code to} and not in {@code from}. */
    private static Map<String, List<Long>> fresh(StreamPosition from, StreamPosition to) {
        Map<String, List<Long>> fresh = new HashMap<>();
        to.sources()
                .forEach((source, trained) -> fresh.put(
                        source,
                        trained.since(from.sources().getOrDefault(source, TrainedSequences.NONE))
                                .boxed()
                                .toList()));
        return fresh;
    }

    /** The same with these batches passed over, by slot. */
    RoundPlan without(List<Set<BatchId>> copies) {
        List<StreamPosition> others = new ArrayList<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            StreamPosition from = slots.get(slot);
            Map<String, TrainedSequences> sources = new HashMap<>(from.sources());
            copies.get(slot).forEach(batch -> add(sources, batch.source(), batch.sequence()));
            others.add(new StreamPosition(new TreeMap<>(from.partitions()), sources, from.partial()));
        }
        return new RoundPlan(start, others, partitions);
    }

    private static void add(Map<String, TrainedSequences> sources, String source, long sequence) {
        TrainedSequences more =
                sources.getOrDefault(source, TrainedSequences.NONE).with(sequence);
        requireRoom(source, more);
        sources.put(source, more);
    }

    /** A worker has every W-th batch of a source: too many of them in a round, and those between would count as trained. */
    private static void requireRoom(String source, TrainedSequences trained) {
        if (trained.isFull()) {
            throw new UserError(
                    "a round takes " + KEPT_APART + " or more separate batches of source " + source
                            + ", which is more than a checkpoint keeps apart; send larger batches, or give fewer --local-steps");
        }
    }

    /** Where the stream stands when each slot has come to its end, given in their order. */
    StreamPosition after(List<StreamPosition> ends) {
        TreeMap<Integer, Cursor> cursors = new TreeMap<>(start.partitions());
        Map<String, TrainedSequences> sources = new HashMap<>(start.sources());
        Map<BatchId, Integer> partial = new HashMap<>(start.partial());
        for (int slot = 0; slot < slots.size(); slot++) {
            StreamPosition from = slots.get(slot);
            StreamPosition to = ends.get(slot);
            cursors.putAll(to.partitions());
            fresh(from, to).forEach((source, sequences) -> sequences.forEach(each -> add(sources, source, each)));
            from.partial().keySet().stream()
                    .filter(batch -> !to.partial().containsKey(batch))
                    .forEach(partial::remove);
            to.partial().forEach((batch, images) -> {
                if (!images.equals(from.partial().get(batch))) {
                    partial.put(batch, images);
                }
            });
        }
        return new StreamPosition(cursors, sources, partial);
    }
}
