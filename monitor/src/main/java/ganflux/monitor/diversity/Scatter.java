package ganflux.monitor.diversity;

/** The sum of the outer products of vectors with themselves: a symmetric matrix. Not thread-safe. */
final class Scatter {
    private final int size;
    private final double[] sum; // its lower triangle

    /** Of vectors of {@code size} components; none so far. */
    Scatter(int size) {
        this.size = size;
        sum = new double[size * size];
    }

    /** Adds a vector, which stays the caller's. */
    void add(double[] vector) {
        for (int k = 0; k < size; k++) {
            double factor = vector[k];
            int base = k * size;
            for (int l = 0; l <= k; l++) {
                sum[base + l] += factor * vector[l];
            }
        }
    }

    /** The whole matrix, row after row, each value divided by {@code divisor}; nothing may be added afterwards. */
    double[] over(double divisor) {
        for (int k = 0; k < size; k++) {
            for (int l = 0; l <= k; l++) {
                sum[k * size + l] /= divisor;
                sum[l * size + k] = sum[k * size + l];
            }
        }
        return sum;
    }
}
