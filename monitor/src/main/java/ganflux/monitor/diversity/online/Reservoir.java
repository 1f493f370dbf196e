package ganflux.monitor.diversity.online;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A bounded sample of a stream of images that follows its drift. Once it is full, each image that is let in takes the place of a
 * random one, so that the chance to be still here falls exponentially with age (biased reservoir sampling, Aggarwal 2006). An
 * image that is here already, byte for byte, only becomes new again: copies would look like perfect fakes of each other.
 *
 * <p>A pure function of seed and images. Used by one thread. Keeps the arrays that it is given; they must not change.
 */
final class Reservoir {
    /**
     * An image and its class.
     *
     * @param label negative where not known
     */
    @SuppressWarnings("ArrayRecordComponent") // Never changed; compared by hash and content where it matters.
    record Held(byte[] pixels, int label) {}

    private final Held[] slots;
    private final long[] arrivals;
    private final long[] changes;
    private final Map<Long, Integer> slotOf = new HashMap<>();
    private final double admission;
    private final Random random;
    private int size;
    private long clock;

    /**
     * An empty one.
     *
     * @param meanAge how many arrivals an image stays on average once it is full; at least {@code capacity}
     */
    Reservoir(int capacity, long meanAge, long seed) {
        if (capacity < 1 || meanAge < capacity) {
            throw new IllegalArgumentException("capacity must be 1 to meanAge " + meanAge + " but is " + capacity);
        }
        slots = new Held[capacity];
        arrivals = new long[capacity];
        changes = new long[capacity];
        admission = (double) capacity / meanAge;
        random = new Random(seed);
    }

    /** Takes an image in, or not; gives the one that it displaced. */
    Optional<Held> add(Held image) {
        clock++;
        long hash = hash(image.pixels());
        Integer known = slotOf.get(hash);
        if (known != null && Arrays.equals(slots[known].pixels(), image.pixels())) {
            arrivals[known] = clock;
            return Optional.empty();
        }
        if (size < slots.length) {
            put(size++, image, hash);
            return Optional.empty();
        }
        if (random.nextDouble() >= admission) {
            return Optional.empty();
        }
        int slot = random.nextInt(slots.length);
        Held displaced = slots[slot];
        slotOf.remove(hash(displaced.pixels()), slot);
        put(slot, image, hash);
        return Optional.of(displaced);
    }

    private void put(int slot, Held image, long hash) {
        slots[slot] = image;
        arrivals[slot] = clock;
        changes[slot] = clock;
        slotOf.put(hash, slot);
    }

    /** FNV-1a over 64 bits. */
    private static long hash(byte[] pixels) {
        long hash = 0xcbf29ce484222325L;
        for (byte pixel : pixels) {
            hash = (hash ^ (pixel & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /** How many images are here. */
    int size() {
        return size;
    }

    /** How many there can be. */
    int capacity() {
        return slots.length;
    }

    /** The image in a slot, from 0 to {@link #size} - 1. */
    Held held(int slot) {
        return slots[slot];
    }

    /** The slots whose image came in after {@code time}, which {@link #time} gave; all for 0. */
    int[] changedSince(long time) {
        return IntStream.range(0, size).filter(slot -> changes[slot] > time).toArray();
    }

    /** A time to ask {@link #changedSince} about: how many images were offered so far. */
    long time() {
        return clock;
    }

    /** The {@code count} slots whose images arrived last, newest first. */
    int[] newest(int count) {
        return IntStream.range(0, size)
                .boxed()
                .sorted((a, b) -> Long.compare(arrivals[b], arrivals[a]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The images of some slots, one after another. */
    byte[] pixels(int[] chosen, int bytes) {
        byte[] all = new byte[chosen.length * bytes];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(slots[chosen[i]].pixels(), 0, all, i * bytes, bytes);
        }
        return all;
    }
}
