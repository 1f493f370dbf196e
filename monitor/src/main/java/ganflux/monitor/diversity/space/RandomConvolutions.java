package ganflux.monitor.diversity.space;

import ganflux.monitor.diversity.Features;
import ganflux.stream.image.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A convolutional network whose weights are drawn from a seed and never trained: three layers of stride 2, then means over a
 * grid of 2x2 fields. Random features keep what classes and strokes look like well enough to compare two sets of images
 * (Naeem et al. 2020), need no data set beforehand, and stay the same ruler for the whole run.
 */
public final class RandomConvolutions implements FeatureSpace {
    private static final int[] CHANNELS = {8, 16, 16};
    private static final int GRID = 2;

    private final ImageShape shape;
    private final List<Convolution> layers = new ArrayList<>();

    /** The network number {@code seed} for images of {@code shape}. */
    public RandomConvolutions(ImageShape shape, long seed) {
        this.shape = shape;
        Random random = new Random(seed);
        ImageShape in = shape;
        for (int channels : CHANNELS) {
            Convolution layer = new Convolution(in, channels, layers.isEmpty(), random);
            layers.add(layer);
            in = layer.out();
        }
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public int dimension() {
        return CHANNELS[CHANNELS.length - 1] * GRID * GRID;
    }

    @Override
    public Features of(byte[] images) {
        int count = shape.count(images);
        float[] features = new float[count * dimension()];
        float[][] block = new float[shape.size()][Convolution.LANES];
        for (int first = 0; first < count; first += Convolution.LANES) {
            int lanes = Math.min(Convolution.LANES, count - first);
            load(images, first, lanes, block);
            float[][] values = block;
            for (Convolution layer : layers) {
                values = layer.of(values);
            }
            pool(values, first, lanes, features);
        }
        return new Features(features, dimension());
    }

    /** Bytes to values from -1 to 1, images side by side. */
    private void load(byte[] images, int first, int lanes, float[][] block) {
        int size = shape.size();
        for (int lane = 0; lane < lanes; lane++) {
            int from = (first + lane) * size;
            for (int i = 0; i < size; i++) {
                block[i][lane] = (images[from + i] & 0xff) / 127.5f - 1;
            }
        }
    }

    /** Means over the fields of the grid; where a side is less than the grid, fields share its only row or column. */
    private void pool(float[][] values, int first, int lanes, float[] features) {
        ImageShape last = layers.get(layers.size() - 1).out();
        float[] sums = new float[Convolution.LANES];
        for (int field = 0; field < dimension(); field++) {
            int channel = field / (GRID * GRID);
            int row = field / GRID % GRID;
            int column = field % GRID;
            int top = row * last.height() / GRID;
            int bottom = Math.max(top + 1, (row + 1) * last.height() / GRID);
            int left = column * last.width() / GRID;
            int right = Math.max(left + 1, (column + 1) * last.width() / GRID);
            Arrays.fill(sums, 0);
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    float[] source = values[(channel * last.height() + y) * last.width() + x];
                    for (int lane = 0; lane < sums.length; lane++) {
                        sums[lane] += source[lane];
                    }
                }
            }
            for (int lane = 0; lane < lanes; lane++) {
                features[(first + lane) * dimension() + field] = sums[lane] / ((bottom - top) * (right - left));
            }
        }
    }
}
