package ganflux.monitor.diversity;

import java.util.Arrays;
import java.util.Random;

/**
 * Bins of a feature space: each image belongs to the nearest centre (Lloyd 1982), the first centres drawn far apart
 * (k-means++, Arthur and Vassilvitskii 2007). Fitted on reals, it cuts their distribution into parts that fakes should fill
 * in the same shares.
 */
public final class KMeans {
    private final Features centres;

    private KMeans(Features centres) {
        this.centres = centres;
    }

    /**
     * Fits {@code bins} centres; the same features and seed give the same centres.
     *
     * @param bins 1 to the number of rows
     * @param rounds how often the centres move at most; they stop where no image changes its bin
     */
    public static KMeans fit(Features features, int bins, int rounds, long seed) {
        if (bins < 1 || bins > features.rows()) {
            throw new IllegalArgumentException("bins must be 1 to the " + features.rows() + " rows but are " + bins);
        }
        KMeans fitted = new KMeans(features.rows(spread(features, bins, new Random(seed))));
        int[] before = {};
        for (int round = 0; round < rounds; round++) {
            int[] now = fitted.assign(features);
            if (Arrays.equals(now, before)) {
                break;
            }
            fitted = new KMeans(fitted.moved(features, now));
            before = now;
        }
        return fitted;
    }

    /** How many bins. */
    public int bins() {
        return centres.rows();
    }

    /** The bin of each row. */
    public int[] assign(Features features) {
        int n = features.rows();
        float[] squared = Distances.between(centres, features).squared();
        float[] nearest = Arrays.copyOf(squared, n);
        int[] bins = new int[n];
        for (int bin = 1; bin < bins(); bin++) {
            for (int i = 0; i < n; i++) {
                float distance = squared[bin * n + i];
                if (distance < nearest[i]) {
                    nearest[i] = distance;
                    bins[i] = bin;
                }
            }
        }
        return bins;
    }

    /** How many rows fall into each bin. */
    public int[] count(Features features) {
        int[] counts = new int[bins()];
        for (int bin : assign(features)) {
            counts[bin]++;
        }
        return counts;
    }

    /** Each next centre is drawn with a chance that grows with the squared distance to those before. */
    private static int[] spread(Features features, int bins, Random random) {
        int n = features.rows();
        int[] chosen = new int[bins];
        chosen[0] = random.nextInt(n);
        float[] nearest = new float[n];
        Arrays.fill(nearest, Float.POSITIVE_INFINITY);
        for (int bin = 1; bin < bins; bin++) {
            float[] squared = Distances.block(features, chosen[bin - 1], chosen[bin - 1] + 1, features);
            double total = 0;
            for (int i = 0; i < n; i++) {
                nearest[i] = Math.min(nearest[i], squared[i]);
                total += nearest[i];
            }
            double left = random.nextDouble() * total;
            int i = 0;
            for (; i < n - 1 && left >= nearest[i]; i++) {
                left -= nearest[i];
            }
            chosen[bin] = i;
        }
        return chosen;
    }

    /** Each centre at the mean of its bin; one whose bin is empty stays. */
    private Features moved(Features features, int[] assigned) {
        int d = features.columns();
        double[] sums = new double[bins() * d];
        int[] counts = new int[bins()];
        float[] values = features.values();
        for (int i = 0; i < assigned.length; i++) {
            counts[assigned[i]]++;
            int base = assigned[i] * d;
            for (int k = 0; k < d; k++) {
                sums[base + k] += values[i * d + k];
            }
        }
        float[] moved = centres.values().clone();
        for (int j = 0; j < moved.length; j++) {
            if (counts[j / d] > 0) {
                moved[j] = (float) (sums[j] / counts[j / d]);
            }
        }
        return new Features(moved, d);
    }
}
