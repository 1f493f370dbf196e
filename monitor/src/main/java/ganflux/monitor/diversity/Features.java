package ganflux.monitor.diversity;

import java.util.Arrays;

/**
 * A matrix of features: one row an image, row after row in one array. The array is not copied: whoever hands it over no
 * longer changes it, and nothing here ever does, so that a matrix may be shared between threads.
 */
public final class Features {
    private final float[] values;
    private final int columns;

    /**
     * Takes over {@code values}, row after row of {@code columns} finite values each.
     *
     * @throws IllegalArgumentException where they are not whole rows
     */
    public Features(float[] values, int columns) {
        if (columns < 1 || values.length % columns != 0) {
            throw new IllegalArgumentException(
                    "features must be whole rows but are " + values.length + " values for rows of " + columns);
        }
        this.values = values;
        this.columns = columns;
    }

    /** How many images. */
    public int rows() {
        return values.length / columns;
    }

    /** How many features an image has. */
    public int columns() {
        return columns;
    }

    /** The value in a row and a column, both from 0. */
    public float at(int row, int column) {
        return values[row * columns + column];
    }

    /** All values, row after row; the array itself, to be read only. */
    public float[] values() {
        return values;
    }

    /** A copy of the rows named, in that order; a row may be named more than once. */
    public Features rows(int[] indices) {
        float[] picked = new float[indices.length * columns];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(values, indices[i] * columns, picked, i * columns, columns);
        }
        return new Features(picked, columns);
    }

    /** A copy of rows {@code from} (inclusive) to {@code to} (exclusive). */
    public Features rows(int from, int to) {
        return new Features(Arrays.copyOfRange(values, from * columns, to * columns), columns);
    }
}
