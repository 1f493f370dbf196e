package ganflux.trainer;

/** Keeps what happens again and again from filling the log. */
final class Flood {
    private Flood() {}

    /** Whether the {@code count}th time is worth a line: the 1st, 2nd, 4th, 8th and so on are. */
    static boolean isWorthALine(long count) {
        return Long.bitCount(count) == 1;
    }
}
