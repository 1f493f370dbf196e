package ganflux.monitor.diversity.space;

import ganflux.monitor.diversity.Features;
import ganflux.stream.image.Floats;
import ganflux.stream.image.ImageShape;

/** Points are their own features. */
public final class PointValues implements FeatureSpace {
    private final ImageShape shape;

    /** For points of {@code shape}. */
    public PointValues(ImageShape shape) {
        this.shape = shape;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public int dimension() {
        return shape.size();
    }

    @Override
    public Features of(byte[] points) {
        return new Features(Floats.of(points), shape.size());
    }
}
