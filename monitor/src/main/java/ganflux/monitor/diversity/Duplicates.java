package ganflux.monitor.diversity;

/**
 * The birthday test (Arora and Zhang 2018): where a sample of s images holds about one pair of near copies, the generator
 * has about s^2 / 2 different images.
 */
public final class Duplicates {
    private Duplicates() {}

    /** How many pairs of one set are nearer than {@code distance}, in the features' unit. */
    public static int pairs(Distances square, double distance) {
        float limit = (float) (distance * distance);
        float[] squared = square.squared();
        int n = square.rows();
        int pairs = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i * n; j < i * n + i; j++) {
                pairs += squared[j] < limit ? 1 : 0;
            }
        }
        return pairs;
    }

    /**
     * How many equally likely images would give that many pairs among {@code n}, which is n (n - 1) / 2 over the pairs;
     * infinite without a pair, as the sample then says only that there are more than it can tell.
     */
    public static double support(int n, int pairs) {
        return n * (n - 1.0) / 2 / pairs;
    }
}
