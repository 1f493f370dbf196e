package ganflux.monitor.diversity;

/**
 * The kernel distance (KID, Binkowski et al. 2018): squared maximum mean discrepancy with the kernel (x.y/d + 1)^3, by its
 * unbiased estimator. About 0 for two samples of one distribution, at times a little below; without upper bound.
 */
public final class KernelDistance {
    private KernelDistance() {}

    /** Between two sets of at least two rows each. Time grows with the product of their sizes. */
    public static double of(Features a, Features b) {
        return inside(a) + inside(b) - 2 * meanBetween(a, b);
    }

    /** The mean kernel between different rows of one set, which two distances to the same set can share. */
    public static double inside(Features a) {
        double n = a.rows();
        double diagonal = 0;
        for (float norm : Products.squaredNorms(a)) {
            diagonal += cube((double) norm / a.columns() + 1);
        }
        return (sum(a, a) - diagonal) / (n * (n - 1));
    }

    /** The mean kernel between the rows of two sets. */
    public static double meanBetween(Features a, Features b) {
        return sum(a, b) / ((double) a.rows() * b.rows());
    }

    private static double sum(Features a, Features b) {
        double scale = 1.0 / a.columns();
        double[] total = {0};
        Products.forEach(a, 0, a.rows(), b, (row, start, width, products) -> {
            double sum = 0;
            for (int j = 0; j < width; j++) {
                sum += cube(products[j] * scale + 1);
            }
            total[0] += sum;
        });
        return total[0];
    }

    private static double cube(double x) {
        return x * x * x;
    }
}
