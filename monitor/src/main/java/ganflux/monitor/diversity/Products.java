package ganflux.monitor.diversity;

import java.util.Arrays;

/**
 * Inner products of the rows of two matrices: where nearly all time of the diversity metrics goes. The second matrix is
 * turned over tile by tile, so that the innermost loop runs along memory and the compiler can make vectors of it; a tile
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
        float[] tile = new float[d * stride];
        float[] sums = new float[stride];
        for (int start = 0; start < b.rows(); start += stride) {
            int width = Math.min(stride, b.rows() - start);
            turn(b.values(), start, width, d, stride, tile);
            for (int row = from; row < to; row++) {
                multiply(a.values(), row * d, d, tile, stride, sums);
                sink.accept(row, start, width, sums);
            }
        }
    }

    private static void turn(float[] values, int start, int width, int d, int stride, float[] tile) {
        for (int j = 0; j < width; j++) {
            for (int k = 0; k < d; k++) {
                tile[k * stride + j] = values[(start + j) * d + k];
            }
        }
    }

    private static void multiply(float[] a, int offset, int d, float[] tile, int stride, float[] sums) {
        Arrays.fill(sums, 0);
        int k = 0;
        for (; k + 4 <= d; k += 4) {
            float a0 = a[offset + k];
            float a1 = a[offset + k + 1];
            float a2 = a[offset + k + 2];
            float a3 = a[offset + k + 3];
            int t0 = k * stride;
            int t1 = t0 + stride;
            int t2 = t1 + stride;
            int t3 = t2 + stride;
            for (int j = 0; j < stride; j++) {
                sums[j] += a0 * tile[t0 + j] + a1 * tile[t1 + j] + a2 * tile[t2 + j] + a3 * tile[t3 + j];
            }
        }
        for (; k < d; k++) {
            float a0 = a[offset + k];
            int t0 = k * stride;
            for (int j = 0; j < stride; j++) {
                sums[j] += a0 * tile[t0 + j];
            }
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
