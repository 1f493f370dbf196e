package ganflux.monitor.diversity;

/**
 * Squared Euclidean distances between the rows of two matrices, as floats from {@code |a|^2 + |b|^2 - 2ab}, never below 0.
 * The relative error is about 1e-7 of the squared norms, so that exact copies may be a little apart. Computed once and
 * shared by every metric that asks for neighbours. Read only.
 *
 * <p>Rows of at most {@value #FEW} values are compared value by value, so that the error is 1e-7 of the distance: the modes of points may
 * be a thousand times narrower than they are apart.
 */
public final class Distances {
    private static final int FEW = 4;

    private final float[] squared;
    private final int columns;

    /** Takes over an array of rows of {@code columns} squared distances. */
    Distances(float[] squared, int columns) {
        this.squared = squared;
        this.columns = columns;
    }

    /** From each row of {@code a} (rows here) to each row of {@code b} (columns here). */
    public static Distances between(Features a, Features b) {
        return new Distances(block(a, 0, a.rows(), b), b.rows());
    }

    /** Between all rows of one matrix: square, with a diagonal of 0. */
    public static Distances within(Features a) {
        Distances square = between(a, a);
        for (int i = 0; i < a.rows(); i++) {
            square.squared[i * square.columns + i] = 0;
        }
        return square;
    }

    /** Squared distances of rows {@code from} to {@code to - 1} of {@code a} to all rows of {@code b}. */
    public static float[] block(Features a, int from, int to, Features b) {
        if (a.columns() <= FEW) {
            return direct(a, from, to, b);
        }
        float[] ofA = Products.squaredNorms(a);
        float[] ofB = Products.squaredNorms(b);
        int columns = b.rows();
        float[] out = new float[(to - from) * columns];
        Products.forEach(a, from, to, b, (row, start, width, products) -> {
            float norm = ofA[row];
            int target = (row - from) * columns + start;
            for (int j = 0; j < width; j++) {
                out[target + j] = Math.max(0, norm + ofB[start + j] - 2 * products[j]);
            }
        });
        return out;
    }

    private static float[] direct(Features a, int from, int to, Features b) {
        int d = a.columns();
        float[] out = new float[(to - from) * b.rows()];
        int target = 0;
        for (int row = from; row < to; row++) {
            for (int column = 0; column < b.rows(); column++) {
                float sum = 0;
                for (int k = 0; k < d; k++) {
                    float difference = a.at(row, k) - b.at(column, k);
                    sum += difference * difference;
                }
                out[target++] = sum;
            }
        }
        return out;
    }

    /** How many rows. */
    public int rows() {
        return squared.length / columns;
    }

    /** How many columns. */
    public int columns() {
        return columns;
    }

    /** The squared distance between a row of the first matrix and one of the second. */
    public float squaredAt(int row, int column) {
        return squared[row * columns + column];
    }

    /**
     * Some rows and columns, as a new matrix, of squared distances kept elsewhere.
     *
     * @param all squared distances, row after row of {@code width}
     */
    public static Distances ofSquares(float[] all, int width, int[] rows, int[] columns) {
        float[] picked = new float[rows.length * columns.length];
        int target = 0;
        for (int row : rows) {
            int base = row * width;
            for (int column : columns) {
                picked[target++] = all[base + column];
            }
        }
        return new Distances(picked, columns.length);
    }

    /** The square of rows and columns {@code from} to {@code to - 1}, as a new matrix. */
    public Distances square(int from, int to) {
        int side = to - from;
        float[] picked = new float[side * side];
        for (int i = 0; i < side; i++) {
            System.arraycopy(squared, (from + i) * columns + from, picked, i * side, side);
        }
        return new Distances(picked, side);
    }

    /** All squared distances, row after row; the array itself, to be read only. */
    float[] squared() {
        return squared;
    }
}
