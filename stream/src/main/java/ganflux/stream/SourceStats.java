package ganflux.stream;

import java.util.Map;

/**
 * Where a {@link KafkaSource} stands; a snapshot whose figures were read one after the other.
 *
 * @param lagRecords records on the topic that are not released yet, those in memory included; at most a second old
 * @param bufferedBytes bytes polled and not released, with {@value ByteBudget#RECORD_OVERHEAD} for each record's objects
 * @param bufferedRecords records polled and not released
 * @param budgetBytes the bound on {@code bufferedBytes}; one poll may exceed it
 * @param pausedPartitions partitions that are not fetched because the budget is used up
 * @param pauseCount how often fetching was paused
 * @param demand records requested by the subscriber and not emitted; {@link Long#MAX_VALUE}: without bound
 * @param endOffsets by partition, the offset after its newest record
 * @param fetchedBytesTotal bytes of values polled since the start
 * @param lastFetchMs when the broker last answered, in milliseconds since 1970-01-01T00:00Z; 0: never. A lost broker is
 *     silent otherwise
 * @param gapRecords records that the broker deleted before they were read, and that {@link OnGap#CONTINUE} passed over
 */
public record SourceStats(
        long lagRecords,
        long bufferedBytes,
        int bufferedRecords,
        long budgetBytes,
        int pausedPartitions,
        long pauseCount,
        long demand,
        Map<Integer, Long> endOffsets,
        long fetchedBytesTotal,
        long lastFetchMs,
        long gapRecords) {
    public SourceStats {
        endOffsets = Map.copyOf(endOffsets);
    }
}
