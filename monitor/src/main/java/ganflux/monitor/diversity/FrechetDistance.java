package ganflux.monitor.diversity;

/**
 * The squared Frechet distance between two normal distributions (Dowson and Landau 1982), the formula of the FID: |m1 -
 * m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)). From 0. Of finite samples it is biased upwards, by more the fewer images there
 * are: compare equal numbers only.
 */
public final class FrechetDistance {
    private FrechetDistance() {}

    /** Between two sets of moments over the same features. */
    public static double between(Moments a, Moments b) {
        int d = a.mean().length;
        double distance = 0;
        for (int k = 0; k < d; k++) {
            double apart = a.mean()[k] - b.mean()[k];
            distance += apart * apart + a.covariance()[k * d + k] + b.covariance()[k * d + k];
        }
        // With C1 = L L', the eigenvalues of C1 C2 are those of the symmetric L' C2 L.
        double[] root = cholesky(a.covariance(), d);
        for (double eigenvalue : Eigenvalues.of(sandwich(root, b.covariance(), d), d)) {
            distance -= 2 * Math.sqrt(Math.max(0, eigenvalue));
        }
        return Math.max(0, distance);
    }

    /** The lower triangle L with L L' = c; a feature that the ones before it determine gets a column of 0. */
    private static double[] cholesky(double[] c, int d) {
        double[] lower = new double[d * d];
        for (int j = 0; j < d; j++) {
            double pivot = c[j * d + j] - dot(lower, j * d, j * d, j);
            if (pivot <= 1e-12 * c[j * d + j]) {
                continue;
            }
            double root = Math.sqrt(pivot);
            lower[j * d + j] = root;
            for (int i = j + 1; i < d; i++) {
                lower[i * d + j] = (c[i * d + j] - dot(lower, i * d, j * d, j)) / root;
            }
        }
        return lower;
    }

    private static double dot(double[] m, int a, int b, int length) {
        double sum = 0;
        for (int k = 0; k < length; k++) {
            sum += m[a + k] * m[b + k];
        }
        return sum;
    }

    /** L' C L, the lower L being known to be 0 above its diagonal. */
    private static double[] sandwich(double[] lower, double[] c, int d) {
        double[] product = new double[d * d]; // L' C
        double[] result = new double[d * d];
        for (int k = 0; k < d; k++) {
            for (int i = 0; i <= k; i++) {
                addMultiple(product, i * d, c, k * d, lower[k * d + i], d);
            }
        }
        for (int i = 0; i < d; i++) {
            for (int k = 0; k < d; k++) {
                addMultiple(result, i * d, lower, k * d, product[i * d + k], k + 1);
            }
        }
        return result;
    }

    private static void addMultiple(double[] to, int target, double[] from, int source, double factor, int length) {
        for (int j = 0; j < length; j++) {
            to[target + j] += factor * from[source + j];
        }
    }
}
