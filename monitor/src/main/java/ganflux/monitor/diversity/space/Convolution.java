package ganflux.monitor.diversity.space;

import ganflux.stream.image.ImageShape;
import java.util.Arrays;
import java.util.Random;

/**
 * A 3x3 convolution with stride 2 and a border of 0, then ReLU, its weights drawn once. It works on {@link #LANES} images at
 * a time, whose values for one place lie side by side, so that the innermost loop is a plain sum over images.
 */
final class Convolution {
    /** Images at a time. */
    static final int LANES = 64;

    private static final int KERNEL = 3;

    private final ImageShape in;
    private final ImageShape out;
    private final float[] weights; // out channel, in channel, row, column
    private final float[] biases;

    /**
     * Draws weights of mean 0 and variance 2 / inputs (He et al. 2015), so that values keep their size from layer to layer.
     *
     * @param balanced whether each kernel's weights shall add up to 0, which makes it see edges but no plain areas
     */
    Convolution(ImageShape in, int outChannels, boolean balanced, Random random) {
        this.in = in;
        out = new ImageShape(outChannels, (in.height() + 1) / 2, (in.width() + 1) / 2);
        int inputs = in.channels() * KERNEL * KERNEL;
        weights = new float[outChannels * inputs];
        biases = new float[outChannels];
        double deviation = Math.sqrt(2.0 / inputs);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (deviation * random.nextGaussian());
        }
        for (int i = 0; i < biases.length; i++) {
            biases[i] = (float) (.1 * random.nextGaussian());
        }
        if (balanced) {
            balance(inputs);
        }
    }

    private void balance(int inputs) {
        for (int from = 0; from < weights.length; from += inputs) {
            float mean = 0;
            for (int i = from; i < from + inputs; i++) {
                mean += weights[i] / inputs;
            }
            for (int i = from; i < from + inputs; i++) {
                weights[i] -= mean;
            }
        }
    }

    /** Shape of the result. */
    ImageShape out() {
        return out;
    }

    /** One array of {@link #LANES} values for each place, places in the order channel, row, column; the result likewise. */
    float[][] of(float[][] values) {
        float[][] result = new float[out.size()][LANES];
        float[][] sources = new float[weights.length / out.channels() + 3][];
        int[] taps = new int[sources.length];
        float[] w = new float[sources.length];
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                int count = taps(values, 2 * y - 1, 2 * x - 1, sources, taps);
                for (int channel = 0; channel < out.channels(); channel++) {
                    for (int i = 0; i < count; i++) {
                        w[i] = taps[i] < 0 ? 0 : weights[channel * in.channels() * KERNEL * KERNEL + taps[i]];
                    }
                    float[] sums = result[(channel * out.height() + y) * out.width() + x];
                    Arrays.fill(sums, biases[channel]);
                    for (int i = 0; i < count; i += 4) {
                        add(w, i, sources[i], sources[i + 1], sources[i + 2], sources[i + 3], sums);
                    }
                    for (int lane = 0; lane < sums.length; lane++) {
                        sums[lane] = Math.max(0, sums[lane]);
                    }
                }
            }
        }
        return result;
    }

    /**
     * Which values lie under the kernel, and under which of its weights: what is outside of the image is left out. Filled up
     * to a multiple of four with taps of no weight (-1).
     */
    private int taps(float[][] values, int top, int left, float[][] sources, int[] taps) {
        int count = 0;
        for (int channel = 0; channel < in.channels(); channel++) {
            for (int ky = 0; ky < KERNEL; ky++) {
                for (int kx = 0; kx < KERNEL; kx++) {
                    int y = top + ky;
                    int x = left + kx;
                    if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
                        sources[count] = values[(channel * in.height() + y) * in.width() + x];
                        taps[count++] = (channel * KERNEL + ky) * KERNEL + kx;
                    }
                }
            }
        }
        for (; count % 4 != 0; count++) {
            sources[count] = values[0];
            taps[count] = -1;
        }
        return count;
    }

    private static void add(float[] w, int i, float[] s0, float[] s1, float[] s2, float[] s3, float[] sums) {
        float w0 = w[i];
        float w1 = w[i + 1];
        float w2 = w[i + 2];
        float w3 = w[i + 3];
        for (int lane = 0; lane < sums.length; lane++) {
            sums[lane] += w0 * s0[lane] + w1 * s1[lane] + w2 * s2[lane] + w3 * s3[lane];
        }
    }
}
