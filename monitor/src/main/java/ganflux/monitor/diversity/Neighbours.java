package ganflux.monitor.diversity;

import java.util.Arrays;

/** How far the nearest other images of the same set are. */
public final class Neighbours {
    private static final int ROWS_AT_ONCE = 256;

    private Neighbours() {}

    /**
     * The squared distance of each row to its {@code k}-th nearest other row.
     *
     * @param square distances within one set
     * @param k 1 for the nearest; less than the number of rows
     */
    public static float[] squaredRadii(Distances square, int k) {
        requireNeighbours(square.rows(), k);
        float[] radii = new float[square.rows()];
        radii(square.squared(), 0, square.rows(), square.columns(), k, radii);
        return radii;
    }

    /** As {@link #squaredRadii(Distances, int)}, for sets whose distances do not fit into memory at once. */
    public static float[] squaredRadii(Features features, int k) {
        requireNeighbours(features.rows(), k);
        float[] radii = new float[features.rows()];
        for (int from = 0; from < radii.length; from += ROWS_AT_ONCE) {
            int to = Math.min(radii.length, from + ROWS_AT_ONCE);
            radii(Distances.block(features, from, to, features), from, to, radii.length, k, radii);
        }
        return radii;
    }

    /** The mean distance of a row to its nearest other row, in the features' unit. */
    public static double meanNearest(Distances square) {
        double sum = 0;
        float[] radii = squaredRadii(square, 1);
        for (float radius : radii) {
            sum += Math.sqrt(radius);
        }
        return sum / radii.length;
    }

    private static void radii(float[] block, int from, int to, int columns, int k, float[] radii) {
        float[] nearest = new float[k];
        for (int row = from; row < to; row++) {
            Arrays.fill(nearest, Float.POSITIVE_INFINITY);
            int base = (row - from) * columns;
            insert(block, base, base + row, nearest);
            insert(block, base + row + 1, base + columns, nearest);
            radii[row] = nearest[k - 1];
        }
    }

    /** Puts the values from {@code from} to {@code to - 1} among the smallest, which are in order. */
    private static void insert(float[] block, int from, int to, float[] nearest) {
        int last = nearest.length - 1;
        for (int i = from; i < to; i++) {
            float value = block[i];
            if (value < nearest[last]) {
                int place = last;
                for (; place > 0 && nearest[place - 1] > value; place--) {
                    nearest[place] = nearest[place - 1];
                }
                nearest[place] = value;
            }
        }
    }

    private static void requireNeighbours(int rows, int k) {
        if (k < 1 || k >= rows) {
            throw new IllegalArgumentException("k must be 1 to one less than the " + rows + " rows but is " + k);
        }
    }
}
