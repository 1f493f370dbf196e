package ganflux.monitor.diversity;

import java.util.Random;

/** Features to test with. */
final class Points {
    private Points() {}

    /** Points on a line. */
    static Features line(double... values) {
        return of(1, values);
    }

    /** Rows of {@code columns} values. */
    static Features of(int columns, double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return new Features(floats, columns);
    }

    /** Standard normal points times {@code scale}. */
    static Features normal(int rows, int columns, double scale, long seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return new Features(values, columns);
    }
}
