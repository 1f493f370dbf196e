package ganflux.monitor.diversity;

/**
 * The Vendi score (Friedman and Dieng 2023): how many images that have nothing in common would be as diverse as these. From
 * 1, all alike, to the number of images, or of features where those are fewer.
 *
 * @param orderOne exponential of the entropy of the kernel's eigenvalues, which add up to 1
 * @param orderTwo one over the sum of their squares; heeds rare images less
 */
public record VendiScore(double orderOne, double orderTwo) {
    /**
     * Of images by the cosine of their features: subtract a common centre before, so that the cosine tells images apart. An
     * image whose features are all 0 counts for nothing. NaN where all are so.
     */
    public static VendiScore of(Features features) {
        int d = features.columns();
        double[] inverse = inverseNorms(features);
        Scatter gram = new Scatter(d); // its eigenvalues, beside zeros, are those of the kernel of n x n
        double[] row = new double[d];
        float[] values = features.values();
        for (int i = 0; i < inverse.length; i++) {
            for (int k = 0; k < d; k++) {
                row[k] = values[i * d + k] * inverse[i];
            }
            gram.add(row);
        }
        return ofKernel(gram.over(1), d);
    }

    /** Of a symmetric, positive semi-definite kernel matrix of {@code n} rows, scaled to a trace of 1. */
    public static VendiScore ofKernel(double[] kernel, int n) {
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            trace += kernel[i * n + i];
        }
        for (double entry : kernel) {
            squares += entry * entry;
        }
        if (!(trace > 0)) {
            return new VendiScore(Double.NaN, Double.NaN);
        }
        double entropy = 0;
        for (double eigenvalue : Eigenvalues.of(kernel, n)) {
            double share = eigenvalue / trace;
            entropy -= share > 0 ? share * Math.log(share) : 0;
        }
        return new VendiScore(Math.exp(entropy), trace * trace / squares);
    }

    private static double[] inverseNorms(Features features) {
        float[] squared = Products.squaredNorms(features);
        double[] inverse = new double[squared.length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = squared[i] > 0 ? 1 / Math.sqrt(squared[i]) : 0;
        }
        return inverse;
    }
}
