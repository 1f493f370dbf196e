package ganflux.stream.image;

import com.google.protobuf.ByteString;

/**
 * Shape of one image.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param height rows, 1 to {@value #MAX_SIDE}
 * @param width columns, 1 to {@value #MAX_SIDE}
 */
public record ImageShape(int channels, int height, int width) {
    /** The largest height and width of the wire contract. */
    public static final int MAX_SIDE = 4096;

    /** Whether the wire contract allows such images. */
    public boolean isValid() {
        return (channels == 1 || channels == 3) && isSide(height) && isSide(width);
    }

    /** Whether the wire contract allows such a height or width. */
    public static boolean isSide(int pixels) {
        return pixels >= 1 && pixels <= MAX_SIDE;
    }

    /** Values, or bytes, in one image. */
    public int size() {
        return channels * height * width;
    }

    /**
     * How many images an array holds.
     *
     * @throws IllegalArgumentException where they are not whole images
     */
    public int count(byte[] images) {
        if (images.length % size() != 0) {
            throw new IllegalArgumentException(images.length + " bytes are not whole images of " + size());
        }
        return images.length / size();
    }

    /** A copy of the first {@code count} images, or of all where there are fewer. */
    public byte[] first(ByteString images, int count) {
        return images.substring(0, (int) Math.min(images.size(), (long) count * size()))
                .toByteArray();
    }

    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
