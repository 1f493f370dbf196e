package ganflux.monitor.diversity;

/**
 * Multi-scale structural similarity (Wang, Simoncelli and Bovik 2003), in the use of Odena et al. 2017: its mean over pairs of
 * different fakes rises where they look alike. From 0 to 1, which is reached by equal images.
 *
 * <p>The original slides a Gaussian window of 11 pixels over five scales and so asks for 176 pixels a side. Here the window is
 * a plain square of 7 pixels, or the whole image where that is smaller, and there are as many scales, up to five, as leave a
 * side of 7; the weights of the scales in use are divided by their sum. Figures are comparable for one size of images only.
 */
public final class StructuralSimilarity {
    private static final int WINDOW = 7;
    private static final double[] WEIGHTS = {.0448, .2856, .3001, .2363, .1333};
    private static final double C1 = .01 * .01; // for values from 0 to 1
    private static final double C2 = .03 * .03;

    private final int channels;
    private final int height;
    private final int width;

    /** For images of this shape. */
    public StructuralSimilarity(int channels, int height, int width) {
        this.channels = channels;
        this.height = height;
        this.width = width;
    }

    /**
     * The mean similarity of image 0 to image 1, 2 to 3 and so on.
     *
     * @param images unsigned bytes, image after image, each in the order channel, row, column
     * @param maxPairs at most so many pairs
     */
    public double meanOfPairs(byte[] images, int maxPairs) {
        int size = channels * height * width;
        int pairs = Math.min(maxPairs, images.length / (2 * size));
        double sum = 0;
        for (int pair = 0; pair < pairs; pair++) {
            sum += of(floats(images, 2 * pair * size, size), floats(images, (2 * pair + 1) * size, size));
        }
        return sum / pairs;
    }

    /** The similarity of two images of values from 0 to 1, in the order channel, row, column. */
    public double of(float[] a, float[] b) {
        int scales = scales();
        double weight = 0;
        for (int scale = 0; scale < scales; scale++) {
            weight += WEIGHTS[scale];
        }
        double product = 1;
        float[] first = a;
        float[] second = b;
        int rows = height;
        int columns = width;
        for (int scale = 0; scale < scales; scale++) {
            double term = term(first, second, rows, columns, scale == scales - 1);
            product *= Math.pow(Math.max(0, term), WEIGHTS[scale] / weight);
            if (scale < scales - 1) {
                first = halve(first, rows, columns);
                second = halve(second, rows, columns);
                rows /= 2;
                columns /= 2;
            }
        }
        return product;
    }

    private int scales() {
        int scales = 1;
        while (scales < WEIGHTS.length && Math.min(height, width) >> scales >= WINDOW) {
            scales++;
        }
        return scales;
    }

    /** The mean over windows and channels of contrast times structure, and of luminance too where asked for. */
    private double term(float[] a, float[] b, int rows, int columns, boolean luminance) {
        double sum = 0;
        for (int channel = 0; channel < channels; channel++) {
            sum += plane(a, b, channel * rows * columns, rows, columns, luminance);
        }
        return sum / channels;
    }

    /** One channel. Sums over windows move down by a row and right by a column instead of being taken anew. */
    private static double plane(float[] a, float[] b, int offset, int rows, int columns, boolean luminance) {
        int high = Math.min(WINDOW, rows);
        int wide = Math.min(WINDOW, columns);
        double[][] strip = new double[5][columns]; // sums of a, b, aa, bb, ab over the window's rows
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            addRow(a, b, offset + row * columns, columns, 1, strip);
            if (row >= high) {
                addRow(a, b, offset + (row - high) * columns, columns, -1, strip);
            }
            if (row >= high - 1) {
                sum += windows(strip, columns, wide, high * wide, luminance);
            }
        }
        return sum / ((rows - high + 1) * (columns - wide + 1));
    }

    private static void addRow(float[] a, float[] b, int from, int columns, int sign, double[][] strip) {
        for (int x = 0; x < columns; x++) {
            double p = a[from + x];
            double q = b[from + x];
            strip[0][x] += sign * p;
            strip[1][x] += sign * q;
            strip[2][x] += sign * p * p;
            strip[3][x] += sign * q * q;
            strip[4][x] += sign * p * q;
        }
    }

    private static double windows(double[][] strip, int columns, int wide, double pixels, boolean luminance) {
        double[] window = new double[5];
        double sum = 0;
        for (int x = 0; x < columns; x++) {
            for (int k = 0; k < 5; k++) {
                window[k] += strip[k][x] - (x >= wide ? strip[k][x - wide] : 0);
            }
            if (x >= wide - 1) {
                double p = window[0] / pixels;
                double q = window[1] / pixels;
                double varianceOfP = Math.max(0, window[2] / pixels - p * p);
                double varianceOfQ = Math.max(0, window[3] / pixels - q * q);
                double covariance = window[4] / pixels - p * q;
                double value = (2 * covariance + C2) / (varianceOfP + varianceOfQ + C2);
                sum += luminance ? value * (2 * p * q + C1) / (p * p + q * q + C1) : value;
            }
        }
        return sum;
    }

    private float[] halve(float[] image, int rows, int columns) {
        int high = rows / 2;
        int wide = columns / 2;
        float[] half = new float[channels * high * wide];
        for (int i = 0; i < half.length; i++) {
            int x = i % wide;
            int y = i / wide % high;
            int at = (i / (wide * high) * rows + 2 * y) * columns + 2 * x;
            half[i] = (image[at] + image[at + 1] + image[at + columns] + image[at + columns + 1]) / 4;
        }
        return half;
    }

    private static float[] floats(byte[] images, int from, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (images[from + i] & 0xff) / 255f;
        }
        return values;
    }
}
