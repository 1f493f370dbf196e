package ganflux.monitor.diversity;

import java.util.Arrays;

/**
 * Inner products of the rows of two matrices: where nearly all time of the diversity metrics goes. The second matrix is
 * turned over tile by tile, so that the innermost loop runs along memory and may be compiled to vectors (which was not seen to happen: 2.3 billion products a second); a tile
 * stays in the cache while all rows of the first matrix pass over it.
 */
final class Products {
    private static final int TILE = 256;

    private Products() {}

    /** Takes the products of one row of the first matrix with a tile of rows of the second. */
    interface Sink {
        /** Products of row {@code row} with rows {@code start} to {@code start + width - 1}; valid during the call. */
        void accept(int row, int start, int width, float[] products);
    }

    /** The products of rows {@code from} to {@code to - 1} of {@code a} with all rows of {@code b}. */
    static void forEach(Features a, int from, int to, Features b, Sink sink) {
        int d = a.columns();
        if (d != b.columns()) {
            throw new IllegalArgumentException(
                    "both must have as many features, but have " + d + " and " + b.columns());
        }
        int stride = Math.min(TILE, b.rows());
        float[][] tile = new float[(d + 3) / 4 * 4][stride]; // one array a feature; those beyond d stay 0
        float[][] rows = new float[2][tile.length];
        float[] first = new float[stride];
        float[] second = new float[stride];
        for (int start = 0; start < b.rows(); start += stride) {
            int width = Math.min(stride, b.rows() - start);
            turn(b.values(), start, width, d, tile);
            for (int row = from; row < to; row += 2) {
                System.arraycopy(a.values(), row * d, rows[0], 0, d);
                System.arraycopy(a.values(), Math.min(row + 1, to - 1) * d, rows[1], 0, d);
                multiply(rows[0], rows[1], tile, first, second);
                sink.accept(row, start, width, first);
                if (row + 1 < to) {
                    sink.accept(row + 1, start, width, second);
                }
            }
        }
    }

    private static void turn(float[] values, int start, int width, int d, float[][] tile) {
        for (int j = 0; j < width; j++) {
            int base = (start + j) * d;
            for (int k = 0; k < d; k++) {
                tile[k][j] = values[base + k];
            }
        }
    }

    /** The products of two rows with a tile. */
    private static void multiply(float[] a, float[] b, float[][] tile, float[] ofA, float[] ofB) {
        Arrays.fill(ofA, 0);
        Arrays.fill(ofB, 0);
        for (int k = 0; k < a.length; k += 4) {
            add(a, b, k, tile[k], tile[k + 1], tile[k + 2], tile[k + 3], ofA, ofB);
        }
    }

    /** Four features. Every array is walked from 0 by one index, the form that compilers know best. */
    private static void add(
            float[] a, float[] b, int k, float[] t0, float[] t1, float[] t2, float[] t3, float[] ofA, float[] ofB) {
        float a0 = a[k];
        float a1 = a[k + 1];
        float a2 = a[k + 2];
        float a3 = a[k + 3];
        float b0 = b[k];
        float b1 = b[k + 1];
        float b2 = b[k + 2];
        float b3 = b[k + 3];
        for (int j = 0; j < ofA.length; j++) {
            float x0 = t0[j];
            float x1 = t1[j];
            float x2 = t2[j];
            float x3 = t3[j];
            ofA[j] += a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3;
            ofB[j] += b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3;
        }
    }

    /** The squared norm of each row. */
    static float[] squaredNorms(Features features) {
        float[] norms = new float[features.rows()];
        float[] values = features.values();
        int d = features.columns();
        for (int i = 0; i < norms.length; i++) {
            float sum = 0;
            for (int k = i * d; k < (i + 1) * d; k++) {
                sum += values[k] * values[k];
            }
            norms[i] = sum;
        }
        return norms;
    }
}
