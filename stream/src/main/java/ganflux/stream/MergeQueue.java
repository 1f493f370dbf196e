package ganflux.stream;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * Records of several partitions in {@link Order#STRICT}: always the smallest of the partitions' next records, once each
 * partition has one. So that the partitions that are waited for find room, the others may only hold a share of the budget.
 */
final class MergeQueue implements RecordQueue {
    private static final double SHARE = .35; // of the budget, for all that waits here; the rest is for what was taken

    private final long budgetBytes;
    private volatile Map<TopicPartition, Lane> lanes = Map.of(); // replaced, never modified

    MergeQueue(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    private record Waiting(ReceivedRecord record, BatchOrder order) {
        long bytes() {
            return record.value().length + (long) ByteBudget.RECORD_OVERHEAD;
        }
    }

    /** What waits of one partition. */
    private static final class Lane {
        final Queue<Waiting> queue = Queues.<Waiting>unbounded(256).get();
        final AtomicLong bytes = new AtomicLong();
        boolean full; // of the poll thread

        BatchOrder first() {
            return Objects.requireNonNull(queue.peek()).order();
        }

        @Nullable
        ReceivedRecord take() {
            Waiting taken = queue.poll();
            if (taken == null) {
                return null;
            }
            bytes.addAndGet(-taken.bytes());
            return taken.record();
        }
    }

    @Override
    public void assigned(Set<TopicPartition> partitions) {
        Map<TopicPartition, Lane> all = new HashMap<>(lanes);
        partitions.forEach(partition -> all.computeIfAbsent(partition, p -> new Lane()));
        lanes = Map.copyOf(all);
    }

    @Override
    public void offer(ReceivedRecord record) {
        Lane lane = Objects.requireNonNull(lanes.get(new TopicPartition(record.topic(), record.partition())));
        Waiting waiting = new Waiting(record, BatchOrder.of(record.value()));
        lane.bytes.addAndGet(waiting.bytes());
        lane.queue.offer(waiting);
    }

    @Override
    public @Nullable ReceivedRecord poll() {
        if (isEmpty()) {
            return null;
        }
        // Of equals the lower partition, since a partition's number does not change.
        Optional<Map.Entry<TopicPartition, Lane>> next = lanes.entrySet().stream()
                .min(Comparator.<Map.Entry<TopicPartition, Lane>, BatchOrder>comparing(
                                lane -> lane.getValue().first())
                        .thenComparing(lane -> lane.getKey().partition()));
        return next.map(lane -> lane.getValue().take()).orElse(null);
    }

    @Override
    public @Nullable ReceivedRecord pollAny() {
        for (Lane lane : lanes.values()) {
            ReceivedRecord left = lane.take();
            if (left != null) {
                return left;
            }
        }
        return null;
    }

    @Override
    public boolean isEmpty() {
        Map<TopicPartition, Lane> now = lanes;
        return now.isEmpty() || now.values().stream().anyMatch(lane -> lane.queue.isEmpty());
    }

    @Override
    public Set<TopicPartition> full() {
        Map<TopicPartition, Lane> now = lanes;
        double share = SHARE * budgetBytes / Math.max(1, now.size());
        now.values().forEach(lane -> lane.full = lane.bytes.get() > (lane.full ? share / 2 : share));
        return of(now, lane -> lane.full);
    }

    @Override
    public Set<TopicPartition> awaited() {
        Map<TopicPartition, Lane> now = lanes;
        Set<TopicPartition> empty = of(now, lane -> lane.queue.isEmpty());
        return empty.size() == now.size() ? Set.of() : empty;
    }

    /** The partitions whose lane is such. */
    private static Set<TopicPartition> of(Map<TopicPartition, Lane> lanes, Predicate<Lane> such) {
        return lanes.entrySet().stream()
                .filter(lane -> such.test(lane.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
