package ganflux.trainer.gan;

import java.util.Arrays;
import java.util.List;

/** How scores are spread: counts in {@value #BINS} equal bins of [0, 1]. Not thread-safe. */
public final class ScoreBins {
    /** The number of bins. */
    public static final int BINS = 20;

    private final int[] counts = new int[BINS];

    /** Counts a score of 0 to 1; one that is no number is left out. */
    void add(double score) {
        if (!Double.isNaN(score)) {
            counts[Math.min(BINS - 1, Math.max(0, (int) (score * BINS)))]++;
        }
    }

    /** The counts, from the lowest bin. */
    public List<Integer> counts() {
        return Arrays.stream(counts).boxed().toList();
    }
}
