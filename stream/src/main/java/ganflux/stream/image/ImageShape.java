package ganflux.stream.image;

import com.google.protobuf.ByteString;
import ganflux.v1.ImageBatch;
import ganflux.v1.PixelFormat;
import ganflux.v1.SampleBatch;

/**
 * Shape and form of one image, or of one point.
 *
 * @param channels of an image 1 (grey) or 3 (red, green, blue); of a point its values, 1 to {@value #MAX_DIMENSIONS}
 * @param height rows, 1 to {@value #MAX_SIDE}; of a point 1
 * @param width columns, 1 to {@value #MAX_SIDE}; of a point 1
 * @param format unsigned bytes (images) or little-endian floats (points)
 */
public record ImageShape(int channels, int height, int width, PixelFormat format) {
    /** The largest height and width of the wire contract. */
    public static final int MAX_SIDE = 4096;

    /** The most values of a point in the wire contract. */
    public static final int MAX_DIMENSIONS = 1024;

    /** Of images. */
    public ImageShape(int channels, int height, int width) {
        this(channels, height, width, PixelFormat.PIXEL_FORMAT_UINT8);
    }

    /** Of points with so many values. */
    public static ImageShape points(int dimensions) {
        return new ImageShape(dimensions, 1, 1, PixelFormat.PIXEL_FORMAT_FLOAT32);
    }

    /** That of a batch, which may not be valid. */
    public static ImageShape of(ImageBatch batch) {
        return new ImageShape(batch.getChannels(), batch.getHeight(), batch.getWidth(), batch.getFormat());
    }

    /** That of a sample, which may not be valid. */
    public static ImageShape of(SampleBatch sample) {
        return new ImageShape(sample.getChannels(), sample.getHeight(), sample.getWidth(), sample.getFormat());
    }

    /** Whether the wire contract allows such images or points. */
    public boolean isValid() {
        return switch (format) {
            case PIXEL_FORMAT_UINT8 -> (channels == 1 || channels == 3) && isSide(height) && isSide(width);
            case PIXEL_FORMAT_FLOAT32 -> isDimensions(channels) && height == 1 && width == 1;
            case UNRECOGNIZED -> false;
        };
    }

    /** Whether the wire contract allows such a height or width. */
    public static boolean isSide(int pixels) {
        return pixels >= 1 && pixels <= MAX_SIDE;
    }

    /** Whether the wire contract allows points with so many values. */
    public static boolean isDimensions(int values) {
        return values >= 1 && values <= MAX_DIMENSIONS;
    }

    /** Whether it is that of points. */
    public boolean isPoint() {
        return format == PixelFormat.PIXEL_FORMAT_FLOAT32;
    }

    /** Values in one image or point. */
    public int size() {
        return channels * height * width;
    }

    /** Bytes of one image or point. */
    public int bytes() {
        return isPoint() ? Float.BYTES * size() : size();
    }

    /** That of images of which squares of {@code factor} pixels a side, 1 at least, have become one pixel; cut squares count as whole ones. */
    public ImageShape reduced(int factor) {
        return new ImageShape(channels, (height + factor - 1) / factor, (width + factor - 1) / factor, format);
    }

    /**
     * How many images or points an array holds.
     *
     * @throws IllegalArgumentException where they are not whole ones
     */
    public int count(byte[] images) {
        if (images.length % bytes() != 0) {
            throw new IllegalArgumentException(images.length + " bytes are not whole images of " + bytes());
        }
        return images.length / bytes();
    }

    /** A copy of the first {@code count} images or points, or of all where there are fewer. */
    public byte[] first(ByteString images, int count) {
        return images.substring(0, (int) Math.min(images.size(), (long) count * bytes()))
                .toByteArray();
    }

    /** Such as {@code 3x64x64}, or {@code points of 2 values}. */
    @Override
    public String toString() {
        return isPoint()
                ? "points of " + channels + (channels == 1 ? " value" : " values")
                : channels + "x" + height + "x" + width;
    }
}
