package ganflux.monitor.diversity.space;

import ganflux.monitor.diversity.Features;
import ganflux.stream.image.ImageShape;

/**
 * A space with its features shifted and scaled to mean 0 and variance 1 over a first sample of reals, and left so: a fixed map,
 * so that figures of different times can be compared. A feature that hardly varies in the sample is scaled as if it varied by a
 * tenth of the average, lest its noise be blown up.
 */
public final class Standardised implements FeatureSpace {
    private static final double LEAST = .1;

    private final FeatureSpace space;
    private final float[] shift;
    private final float[] scale;

    /** Takes the scale from the features that {@code space} gave of some reals. */
    public Standardised(FeatureSpace space, Features sample) {
        this.space = space;
        int d = space.dimension();
        double[] mean = new double[d];
        double[] square = new double[d];
        for (int i = 0; i < sample.rows(); i++) {
            for (int k = 0; k < d; k++) {
                double value = sample.at(i, k);
                mean[k] += value / sample.rows();
                square[k] += value * value / sample.rows();
            }
        }
        double average = 0;
        for (int k = 0; k < d; k++) {
            average += Math.max(0, square[k] - mean[k] * mean[k]) / d;
        }
        shift = new float[d];
        scale = new float[d];
        for (int k = 0; k < d; k++) {
            double deviation = Math.sqrt(Math.max(0, square[k] - mean[k] * mean[k]));
            shift[k] = (float) mean[k];
            double floored = Math.max(deviation, LEAST * Math.sqrt(average));
            scale[k] = (float) (floored > 0 ? 1 / floored : 1);
        }
    }

    @Override
    public ImageShape shape() {
        return space.shape();
    }

    @Override
    public int dimension() {
        return space.dimension();
    }

    @Override
    public Features of(byte[] images) {
        Features raw = space.of(images);
        int d = raw.columns();
        float[] values = raw.values().clone();
        for (int i = 0; i < values.length; i += d) {
            for (int k = 0; k < d; k++) {
                values[i + k] = (values[i + k] - shift[k]) * scale[k];
            }
        }
        return new Features(values, d);
    }
}
