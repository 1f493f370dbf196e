package ganflux.stream;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Polled records on their way to the subscriber. The poll thread offers; one drain at a time takes, on any thread. */
interface RecordQueue {
    /** Queues a record of an assigned partition; poll thread. */
    void offer(ReceivedRecord record);

    /** The record that comes next; null where it is not here yet. */
    @Nullable
    ReceivedRecord poll();

    /** Some record that was not taken, in whatever order; null where there is none. */
    @Nullable
    ReceivedRecord pollAny();

    /** Whether {@link #poll} would have none; any thread. */
    boolean isEmpty();

    /** Learns of all the partitions; poll thread, before records of them are offered. */
    default void assigned(Set<TopicPartition> partitions) {}

    /** Partitions of which so much is here that no more of them should be fetched for now; poll thread. */
    default Set<TopicPartition> full() {
        return Set.of();
    }

    /** Partitions whose next record must come before anything can be taken of what is here; poll thread. */
    default Set<TopicPartition> awaited() {
        return Set.of();
    }
}
