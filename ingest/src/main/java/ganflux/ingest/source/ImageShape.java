package ganflux.ingest.source;

import ganflux.stream.command.UsageError;

/**
 * The one shape of all images, or points, of a source.
 *
 * @param channels of images 1 (grey) or 3 (red, green, blue); of points how many values each has
 * @param size of points 1x1
 * @param points whether a value is a little-endian float, rather than an unsigned byte
 */
public record ImageShape(int channels, ImageSize size, boolean points) {
    private static final ImageSize ONE = new ImageSize(1, 1);

    /** Checks the channels. */
    public ImageShape {
        if (!points && channels != 1 && channels != 3) {
            throw new UsageError("--channels " + channels + " must be 1 (grey) or 3 (red, green, blue)");
        }
    }

    /** Of images. */
    public ImageShape(int channels, ImageSize size) {
        this(channels, size, false);
    }

    /** Of points with so many values. */
    public static ImageShape ofPoints(int values) {
        return new ImageShape(values, ONE, true);
    }

    /** Rows. */
    public int height() {
        return size.height();
    }

    /** Columns. */
    public int width() {
        return size.width();
    }

    /** The same as the wire contract has it. */
    public ganflux.stream.image.ImageShape onTheWire() {
        return points
                ? ganflux.stream.image.ImageShape.points(channels)
                : new ganflux.stream.image.ImageShape(channels, height(), width());
    }

    /** Bytes of one image or point. */
    public int bytes() {
        return onTheWire().bytes();
    }

    @Override
    public String toString() {
        return points ? onTheWire().toString() : size + (channels == 1 ? " grey" : " RGB");
    }
}
