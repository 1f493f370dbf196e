package ganflux.bench.diversity;

/**
 * What a generator makes.
 *
 * @param name for a person
 * @param modes how many of the ten digits, from 0 on
 * @param first share of the digit 0; 0 for the same as the others
 * @param spread distance of an image from its digit's mean, 1 for that of reals
 * @param distinct how many different images at most
 * @param mustCatch the least share of episodes in which the alarm is due within three evaluations; 0 for no demand
 */
record Kind(String name, int modes, double first, double spread, int distinct, double mustCatch) {
    static final Kind HEALTHY = modes("healthy", 10, 0);

    static Kind modes(String name, int modes, double mustCatch) {
        return new Kind(name, modes, 0, 1, Integer.MAX_VALUE, mustCatch);
    }

    /** How often a digit is let through, 0 to 1. */
    double admission(int digit) {
        if (digit >= modes) {
            return 0;
        }
        return first == 0 || digit == 0 ? 1 : (1 - first) / first / (modes - 1);
    }
}
