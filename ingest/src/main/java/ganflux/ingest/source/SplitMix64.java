package ganflux.ingest.source;

/**
 * Random numbers as a pure function of a seed and an index, equal on every Java and every machine (Steele, Lea and Flood
 * 2014). {@code java.util.SplittableRandom} does not promise its algorithm.
 */
final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** The generator number {@code index} of the family {@code seed}. */
    SplitMix64(long seed, long index) {
        state = mix(mix(seed + GOLDEN_GAMMA) ^ (index * 0xD1342543DE82EF95L + GOLDEN_GAMMA));
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in 0 to {@code bound} - 1; the bias is under 2^-32 for the bounds used here. */
    int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** Uniform in [0, 1). */
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [{@code low}, {@code high}). */
    double between(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /** Mean 0, variance 1, never beyond 3.47: nearly normal, without functions that differ between machines. */
    double nextBell() {
        return (nextDouble() + nextDouble() + nextDouble() + nextDouble() - 2) * 1.7320508075688772;
    }

    /** Standard normal (Box and Muller 1958). */
    double nextNormal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * nextDouble());
    }
}
