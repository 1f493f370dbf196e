package ganflux.monitor.diversity;

/**
 * Mean and covariance of features.
 *
 * @param mean one value a feature
 * @param covariance symmetric, row after row
 */
@SuppressWarnings("ArrayRecordComponent") // Made for the record and never changed; nobody compares moments.
public record Moments(double[] mean, double[] covariance) {
    /** Of at least two rows; the covariance is the unbiased one. */
    public static Moments of(Features features) {
        int n = features.rows();
        int d = features.columns();
        float[] values = features.values();
        double[] mean = mean(features);
        Scatter scatter = new Scatter(d);
        double[] row = new double[d];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                row[k] = values[i * d + k] - mean[k];
            }
            scatter.add(row);
        }
        return new Moments(mean, scatter.over(n - 1));
    }

    /** The mean of each feature. */
    static double[] mean(Features features) {
        int d = features.columns();
        double[] mean = new double[d];
        float[] values = features.values();
        for (int i = 0; i < values.length; i += d) {
            for (int k = 0; k < d; k++) {
                mean[k] += values[i + k];
            }
        }
        for (int k = 0; k < d; k++) {
            mean[k] /= features.rows();
        }
        return mean;
    }

    /** The features less this mean, as a new matrix. */
    public Features centre(Features features) {
        int d = features.columns();
        float[] values = features.values().clone();
        for (int i = 0; i < values.length; i += d) {
            for (int k = 0; k < d; k++) {
                values[i + k] -= (float) mean[k];
            }
        }
        return new Features(values, d);
    }
}
