package ganflux.stream;

import ganflux.stream.command.UserError;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic's partitions and the place reached in each: finds them, seeks their start, measures what lies ahead. All
 * methods belong to the poll thread, but {@link #ahead}, {@link #endOffsets} and {@link #gapRecords}.
 */
final class Partitions {
    private static final Logger log = LoggerFactory.getLogger(Partitions.class);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final long ABSENT_RETRY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long REDISCOVERY_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5); // a broker may be late to know of new ones

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final Start start;
    private final LongSupplier nanoTime;
    private final AtomicLong gapRecords = new AtomicLong();
    private long discoverAtNs;
    private long givenUpAtNs; // while some that the start names are missing
    private volatile Map<TopicPartition, Place> places = Map.of(); // replaced, never modified

    Partitions(Consumer<byte[], byte[]> consumer, String topic, Start start, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.topic = topic;
        this.start = start;
        this.nanoTime = nanoTime;
        this.discoverAtNs = nanoTime.getAsLong();
    }

    Set<TopicPartition> assigned() {
        return places.keySet();
    }

    /**
     * Looks for partitions, where it is time to, and takes on new ones: the first ones once all are there that the start names. May
     * wait 2 s for each answer of the broker.
     *
     * @return whether there were new ones
     * @throws UserError if a partition that the start names is missing from the topic for 5 s
     */
    boolean discover() {
        if (nanoTime.getAsLong() - discoverAtNs < 0) {
            return false;
        }
        List<PartitionInfo> present = consumer.partitionsFor(topic, ANSWER);
        List<TopicPartition> fresh = present.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .filter(partition -> start.reads(partition.partition()) && !places.containsKey(partition))
                .toList();
        if (places.isEmpty() && !present.isEmpty() && !haveAll(fresh)) {
            discoverAtNs = nanoTime.getAsLong() + ABSENT_RETRY_NS;
            return false;
        }
        if (!fresh.isEmpty()) {
            add(fresh);
        }
        discoverAtNs = nanoTime.getAsLong() + (places.isEmpty() ? ABSENT_RETRY_NS : REDISCOVERY_NS);
        return !fresh.isEmpty();
    }

    private void add(List<TopicPartition> fresh) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(fresh, ANSWER);
        Map<TopicPartition, Long> ends = consumer.endOffsets(fresh, ANSWER);
        boolean first = places.isEmpty();
        Map<TopicPartition, Place> all = new HashMap<>(places);
        for (TopicPartition partition : fresh) {
            long begin = begins.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, begin);
            long position = position(partition.partition(), first, begin, end);
            if (position < begin || position > end) {
                position = passOver(new PositionLostException(topic, partition.partition(), position, begin, end));
            }
            all.put(partition, new Place(position, end));
        }
        consumer.assign(all.keySet());
        fresh.forEach(partition -> consumer.seek(partition, place(all, partition).next));
        places = Map.copyOf(all);
    }

    private long position(int partition, boolean first, long begin, long end) {
        if (start instanceof Start.At at) {
            return at.offsets().getOrDefault(partition, begin);
        }
        return start instanceof Start.Latest && first ? end : begin;
    }

    /** Counts a gap and returns where to go on, where that is allowed. */
    private long passOver(PositionLostException lost) {
        if (!(start instanceof Start.At at) || at.onGap() == OnGap.STOP) {
            throw lost;
        }
        gapRecords.addAndGet(Math.max(0, lost.begin() - lost.offset()));
        log.warn("Going on at offset {} as --on-gap allows: {}", lost.begin(), lost.getMessage());
        return lost.begin();
    }

    /** Whether all partitions are among these that the start names; throws once they are missing for too long. */
    private boolean haveAll(List<TopicPartition> present) {
        List<TopicPartition> missing = start.names()
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .filter(partition -> !present.contains(partition))
                .toList();
        if (missing.isEmpty()) {
            return true;
        }
        long now = nanoTime.getAsLong();
        if (givenUpAtNs == 0) {
            givenUpAtNs = now + PATIENCE_NS;
        }
        if (now - givenUpAtNs >= 0) {
            throw new UserError(
                    "topic " + topic + " has no partition " + missing.get(0).partition()
                            + ", which the position to read from names: the topic was created anew; start anew");
        }
        return false;
    }

    /** Notes that everything before {@code next} was polled. */
    void polled(TopicPartition partition, long next) {
        place(places, partition).next = next;
    }

    /** Reads how far each partition reaches from what the client knows of its last fetch; sends nothing. */
    void measure() {
        places.forEach(
                (partition, place) -> consumer.currentLag(partition).ifPresent(lag -> place.end = place.next + lag));
    }

    /** Asks the broker how far each partition reaches: while nothing is fetched the client does not know. */
    void ask() {
        consumer.endOffsets(places.keySet(), ANSWER).forEach((partition, end) -> place(places, partition).end = end);
    }

    /**
     * Goes on behind positions that the broker lost while they were being read, where that is allowed.
     *
     * @throws PositionLostException where it is not
     */
    void passOver(OffsetOutOfRangeException e) {
        for (TopicPartition partition : e.partitions()) {
            long next = passOver(lost(e, partition));
            consumer.seek(partition, next);
            place(places, partition).next = next;
        }
    }

    /** Records known to be deleted before they were read, and passed over; any thread. */
    long gapRecords() {
        return gapRecords.get();
    }

    private PositionLostException lost(OffsetOutOfRangeException e, TopicPartition partition) {
        Long offset = e.offsetOutOfRangePartitions().get(partition);
        Set<TopicPartition> one = Set.of(partition);
        long begin = consumer.beginningOffsets(one, ANSWER).getOrDefault(partition, -1L);
        long end = consumer.endOffsets(one, ANSWER).getOrDefault(partition, -1L);
        return new PositionLostException(topic, partition.partition(), offset == null ? -1 : offset, begin, end);
    }

    /** Records on the topic that were not polled yet; any thread. */
    long ahead() {
        return places.values().stream()
                .mapToLong(place -> Math.max(0, place.end - place.next))
                .sum();
    }

    /** By partition, the offset after its newest record as last known; any thread. */
    Map<Integer, Long> endOffsets() {
        Map<Integer, Long> ends = new TreeMap<>();
        places.forEach((partition, place) -> ends.put(partition.partition(), Math.max(place.end, place.next)));
        return ends;
    }

    private static Place place(Map<TopicPartition, Place> places, TopicPartition partition) {
        Place place = places.get(partition);
        if (place == null) {
            throw new IllegalStateException("no such partition was assigned: " + partition);
        }
        return place;
    }

    private static final class Place {
        volatile long next;
        volatile long end;

        Place(long next, long end) {
            this.next = next;
            this.end = end;
        }
    }
}
