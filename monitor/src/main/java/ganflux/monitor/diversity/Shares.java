package ganflux.monitor.diversity;

/**
 * What two histograms over the same bins or classes say of each other. A distribution is an array of shares that add up to
 * 1; logarithms are natural. Arrays are only read.
 */
public final class Shares {
    private Shares() {}

    /** Counts as shares; NaN where all are 0. */
    public static double[] of(int[] counts) {
        double total = 0;
        for (int count : counts) {
            total += count;
        }
        double[] shares = new double[counts.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = counts[i] / total;
        }
        return shares;
    }

    /** Kullback-Leibler divergence of {@code p} from {@code q}, in nats, from 0; infinite where only q is 0. */
    public static double kullbackLeibler(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i] > 0 ? p[i] * Math.log(p[i] / q[i]) : 0;
        }
        return sum;
    }

    /** Jensen-Shannon divergence, in nats: 0 for equal distributions to ln 2 for disjoint ones. */
    public static double jensenShannon(double[] p, double[] q) {
        double[] middle = new double[p.length];
        for (int i = 0; i < middle.length; i++) {
            middle[i] = (p[i] + q[i]) / 2;
        }
        return (kullbackLeibler(p, middle) + kullbackLeibler(q, middle)) / 2;
    }

    /** Effective number of modes: the exponential of the entropy; 1 to the number of bins. */
    public static double effectiveModes(double[] p) {
        double entropy = 0;
        for (double share : p) {
            entropy -= share > 0 ? share * Math.log(share) : 0;
        }
        return Math.exp(entropy);
    }

    /** Effective number of modes of order 2: one over the sum of squares; heeds rare modes less. */
    public static double effectiveModesOfOrderTwo(double[] p) {
        double squares = 0;
        for (double share : p) {
            squares += share * share;
        }
        return 1 / squares;
    }

    /** How many bins hold at least {@code part} of the share that they have in {@code reals}, of those that hold any. */
    public static int captured(double[] fakes, double[] reals, double part) {
        int captured = 0;
        for (int i = 0; i < reals.length; i++) {
            captured += reals[i] > 0 && fakes[i] > 0 && fakes[i] >= part * reals[i] ? 1 : 0;
        }
        return captured;
    }

    /**
     * How far two shares are apart in standard deviations: the pooled two-proportion test. 0 where both are 0 or both 1.
     *
     * @param first share of {@code n} images
     * @param second share of {@code m} images
     */
    public static double z(double first, int n, double second, int m) {
        double pooled = (first * n + second * m) / (n + m);
        double deviation = Math.sqrt(pooled * (1 - pooled) * (1.0 / n + 1.0 / m));
        return deviation > 0 ? (first - second) / deviation : 0;
    }

    /**
     * Number of statistically different bins (NDB, Richardson and Weiss 2018): those whose shares are more than {@code limit}
     * standard deviations apart. Of equal distributions about one in twenty is, at 1.96.
     */
    public static int differing(int[] fakes, int[] reals, double limit) {
        int n = 0;
        int m = 0;
        for (int i = 0; i < fakes.length; i++) {
            n += fakes[i];
            m += reals[i];
        }
        int differing = 0;
        for (int i = 0; i < fakes.length; i++) {
            double z = z(fakes[i] / (double) n, n, reals[i] / (double) m, m);
            differing += Math.abs(z) > limit ? 1 : 0;
        }
        return differing;
    }

    /**
     * The score of Salimans et al. 2016 for any classifier: exponential of the mean divergence of an image's classes from the
     * classes of all. 1 to the number of classes, which it reaches where each image is surely of one and all are as frequent.
     *
     * @param probabilities a row of {@code classes} for each image, each adding up to 1
     */
    public static double classScore(float[] probabilities, int classes) {
        int n = probabilities.length / classes;
        double[] mean = new double[classes];
        double sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            double p = probabilities[i];
            mean[i % classes] += p / n;
            sum += p > 0 ? p * Math.log(p) : 0;
        }
        // mean KL(p_i || mean) = H(mean) - mean H(p_i)
        return effectiveModes(mean) * Math.exp(sum / n);
    }
}
