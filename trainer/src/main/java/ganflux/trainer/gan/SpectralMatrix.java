package ganflux.trainer.gan;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The weights W of one layer as a matrix in row order, with the vectors of its power iteration: u of its rows, v of its columns.
 * After a product v is W^T u over its norm, which is sigma. One thread.
 */
final class SpectralMatrix {
    private final int offset; // in the parameter vector
    private final int rows;
    private final int columns;
    private final float[] weights;
    private final float[] u;
    private final float[] v;
    private final float[] row;
    private float sigma;

    SpectralMatrix(int offset, int rows, int columns) {
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
        weights = new float[rows * columns];
        u = new float[rows];
        v = new float[columns];
        row = new float[columns];
    }

    /** Begins with the weights in {@code parameters} and a random u that follows from {@code key}. */
    void begin(FloatBuffer parameters, long key, int iterations) {
        take(parameters);
        SplittableRandom random = new SplittableRandom(key);
        for (int r = 0; r < rows; r++) {
            u[r] = (float) random.nextGaussian();
        }
        normalise(u);
        measure();
        for (int i = 0; i < iterations; i++) {
            iterate();
        }
    }

    /** Numbers that {@link #save} writes. */
    int stateLength() {
        return weights.length + u.length;
    }

    void save(FloatBuffer to) {
        to.put(weights).put(u);
    }

    void restore(FloatBuffer from) {
        from.get(weights).get(u);
        measure();
    }

    /** Takes W from the parameter vector. */
    void take(FloatBuffer parameters) {
        parameters.get(offset, weights);
    }

    /** Puts W into the parameter vector. */
    void put(FloatBuffer parameters) {
        parameters.put(offset, weights);
    }

    /** Puts W / sigma into the parameter vector; zeros where W is zero. */
    void putNormalised(FloatBuffer parameters) {
        float scale = inverse();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                row[c] = scale * weights[r * columns + c];
            }
            parameters.put(offset + r * columns, row);
        }
    }

    private float inverse() {
        return sigma == 0 ? 0 : 1 / sigma;
    }

    /** One power iteration on W as it is now. */
    void iterate() {
        for (int r = 0; r < rows; r++) {
            u[r] = (float) dot(weights, r * columns, v);
        }
        normalise(u);
        measure();
    }

    /** Sets v and sigma from W and u. */
    private void measure() {
        Arrays.fill(v, 0);
        for (int r = 0; r < rows; r++) {
            float factor = u[r];
            for (int c = 0; c < columns; c++) {
                v[c] += factor * weights[r * columns + c];
            }
        }
        sigma = (float) normalise(v);
    }

    /**
     * Turns the gradient G by W / sigma, in the gradient vector, into that by W: (G - lambda u v^T) / sigma with lambda the
     * sum of the products of G and W / sigma (equation 12 of the paper).
     */
    void throughNorm(FloatBuffer gradients) {
        double products = 0;
        for (int r = 0; r < rows; r++) {
            gradients.get(offset + r * columns, row);
            products += dot(weights, r * columns, row);
        }
        float scale = inverse();
        float lambda = (float) (products * scale);
        for (int r = 0; r < rows; r++) {
            gradients.get(offset + r * columns, row);
            float factor = lambda * u[r];
            for (int c = 0; c < columns; c++) {
                row[c] = scale * (row[c] - factor * v[c]);
            }
            gradients.put(offset + r * columns, row);
        }
    }

    /** The scalar product of a row of {@code matrix} that begins at {@code from}, and {@code vector}. */
    private static double dot(float[] matrix, int from, float[] vector) {
        double even = 0;
        double odd = 0;
        int c = 0;
        for (; c + 1 < vector.length; c += 2) {
            even += matrix[from + c] * (double) vector[c];
            odd += matrix[from + c + 1] * (double) vector[c + 1];
        }
        return c < vector.length ? even + odd + matrix[from + c] * (double) vector[c] : even + odd;
    }

    /** Divides by the Euclidean norm, which it returns; leaves zeros alone. */
    private static double normalise(float[] vector) {
        double norm = Math.sqrt(dot(vector, 0, vector));
        if (norm > 0) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) (vector[i] / norm);
            }
        }
        return norm;
    }
}
