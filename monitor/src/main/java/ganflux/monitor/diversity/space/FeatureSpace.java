package ganflux.monitor.diversity.space;

import ganflux.monitor.diversity.Features;
import ganflux.stream.image.ImageShape;

/** Turns images into features whose Euclidean distances say how much images differ. One image is one image's row alone. */
public interface FeatureSpace {
    /** The shape of the images that it takes. */
    ImageShape shape();

    /** How many features an image has. */
    int dimension();

    /**
     * The features of each image, finite.
     *
     * @param images unsigned bytes, image after image, in the order channel, row, column, or the floats of points; only read
     */
    Features of(byte[] images);
}
