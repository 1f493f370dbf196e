package ganflux.monitor.diversity;

/**
 * Eigenvalues of a symmetric matrix, without vectors: Householder reflections make it tridiagonal, then QL steps with
 * implicit shifts make it diagonal (Golub and Van Loan, Matrix Computations, 8.3). About n^3 multiplications; the error is
 * near 1e-15 of the largest eigenvalue.
 */
final class Eigenvalues {
    private static final double PRECISION = 0x1p-53; // of the largest entry: what is smaller is taken for 0
    private static final int MAX_STEPS = 60; // for one eigenvalue; two or three are usual

    private Eigenvalues() {}

    /** The eigenvalues, in no order, of the symmetric matrix {@code matrix} of {@code n} rows, which is only read. */
    static double[] of(double[] matrix, int n) {
        double[] a = matrix.clone();
        double[] diagonal = new double[n];
        double[] beside = new double[n]; // beside[i] joins i and i + 1; the last is 0
        for (int k = 0; k < n; k++) {
            diagonal[k] = a[k * n + k];
            if (k < n - 2) {
                beside[k] = reflect(a, n, k);
            } else if (k == n - 2) {
                beside[k] = a[(n - 1) * n + k];
            }
        }
        double negligible = 0;
        for (int i = 0; i < n; i++) {
            negligible = Math.max(negligible, PRECISION * (Math.abs(diagonal[i]) + Math.abs(beside[i])));
        }
        for (int low = 0; low < n; low++) {
            isolate(diagonal, beside, low, negligible);
        }
        return diagonal;
    }

    /**
     * Clears column k below its second entry by a reflection of rows and columns k + 1 to n - 1, in the lower triangle, and
     * gives what is left of the column.
     */
    private static double reflect(double[] a, int n, int k) {
        int size = n - k - 1;
        double[] v = new double[size];
        double tail = 0;
        for (int i = 0; i < size; i++) {
            v[i] = a[(k + 1 + i) * n + k];
            tail += i == 0 ? 0 : v[i] * v[i];
        }
        if (tail == 0) {
            return v[0];
        }
        double alpha = -Math.copySign(Math.sqrt(v[0] * v[0] + tail), v[0]);
        v[0] -= alpha;
        double half = (v[0] * v[0] + tail) / 2; // H = I - v v' / half
        double[] p = times(a, n, k + 1, v);
        double vp = 0;
        for (int i = 0; i < size; i++) {
            p[i] /= half;
            vp += v[i] * p[i];
        }
        double share = vp / (2 * half);
        for (int i = 0; i < size; i++) {
            p[i] -= share * v[i];
        }
        for (int i = 0; i < size; i++) {
            int base = (k + 1 + i) * n + k + 1;
            for (int j = 0; j <= i; j++) {
                a[base + j] -= v[i] * p[j] + p[i] * v[j];
            }
        }
        return alpha;
    }

    /** The trailing square from {@code first} on, known by its lower triangle, times v. */
    private static double[] times(double[] a, int n, int first, double[] v) {
        double[] product = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            int base = (first + i) * n + first;
            double sum = a[base + i] * v[i];
            for (int j = 0; j < i; j++) {
                sum += a[base + j] * v[j];
                product[j] += a[base + j] * v[i];
            }
            product[i] += sum;
        }
        return product;
    }

    /** QL steps until entry {@code low} stands alone. */
    private static void isolate(double[] diagonal, double[] beside, int low, double negligible) {
        for (int step = 0; step < MAX_STEPS; step++) {
            int high = low;
            while (high < diagonal.length - 1 && !(Math.abs(beside[high]) <= negligible)) {
                high++;
            }
            if (high == low) {
                return;
            }
            step(diagonal, beside, low, high);
        }
        throw new ArithmeticException("the eigenvalues do not converge: the matrix has values that are not finite");
    }

    /** One QL step on entries {@code low} to {@code high}: rotations chase the shifted entry from the end to the start. */
    private static void step(double[] diagonal, double[] beside, int low, int high) {
        double half = (diagonal[low + 1] - diagonal[low]) / (2 * beside[low]);
        double shift = diagonal[low] - beside[low] / (half + Math.copySign(Math.hypot(half, 1), half));
        double x = diagonal[high] - shift;
        double s = 1;
        double c = 1;
        double carried = 0; // what the last rotation left for the entry above
        for (int i = high - 1; i >= low; i--) {
            double f = s * beside[i];
            double b = c * beside[i];
            double r = Math.hypot(f, x);
            beside[i + 1] = r;
            if (r == 0) {
                diagonal[i + 1] -= carried;
                beside[high] = 0;
                return;
            }
            s = f / r;
            c = x / r;
            x = diagonal[i + 1] - carried;
            double turned = (diagonal[i] - x) * s + 2 * c * b;
            carried = s * turned;
            diagonal[i + 1] = x + carried;
            x = c * turned - b;
        }
        diagonal[low] -= carried;
        beside[low] = x;
        beside[high] = 0;
    }
}
