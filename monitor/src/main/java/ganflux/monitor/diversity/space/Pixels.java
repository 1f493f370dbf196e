package ganflux.monitor.diversity.space;

import ganflux.monitor.diversity.Features;
import ganflux.stream.image.ImageShape;
import ganflux.stream.image.Thumbnails;

/** Pixels as features, from 0 to 1, after images were made smaller: the floor under the other spaces. */
public final class Pixels implements FeatureSpace {
    private static final int MAX_SIDE = 16;

    private final ImageShape shape;
    private final Thumbnails thumbnails;

    /** For images of {@code shape}; sides above {@value #MAX_SIDE} are reduced. */
    public Pixels(ImageShape shape) {
        this.shape = shape;
        thumbnails = new Thumbnails(shape, MAX_SIDE);
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public int dimension() {
        return thumbnails.shape().size();
    }

    @Override
    public Features of(byte[] images) {
        byte[] small = thumbnails.of(images);
        float[] values = new float[small.length];
        for (int i = 0; i < small.length; i++) {
            values[i] = (small[i] & 0xff) / 255f;
        }
        return new Features(values, dimension());
    }
}
