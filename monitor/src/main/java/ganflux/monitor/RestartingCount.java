package ganflux.monitor;

/**
 * Follows a number that counts up from 0 since its owner started, as seen from outside: says how much was counted since
 * the last look, also where the owner was restarted in between. Not thread-safe.
 */
final class RestartingCount {
    private long last;

    /** The growth since the last look: a value below the last one started again from 0. */
    double advance(long value) {
        double growth = value >= last ? value - last : value;
        last = value;
        return growth;
    }
}
