package ganflux.monitor.diversity.online;

import java.util.Random;
import java.util.stream.IntStream;

/** Random order (Durstenfeld 1964). */
final class Shuffle {
    private Shuffle() {}

    /** The numbers from 0 to {@code count} - 1 in random order. */
    static int[] order(int count, Random random) {
        int[] order = IntStream.range(0, count).toArray();
        part(order, 0, count, random);
        return order;
    }

    /** Shuffles the values from {@code from} to {@code to - 1} among themselves. */
    static void part(int[] values, int from, int to, Random random) {
        for (int i = to - 1; i > from; i--) {
            int other = from + random.nextInt(i - from + 1);
            int kept = values[i];
            values[i] = values[other];
            values[other] = kept;
        }
    }
}
