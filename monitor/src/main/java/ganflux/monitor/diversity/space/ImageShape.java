package ganflux.monitor.diversity.space;

/**
 * The shape of images of unsigned bytes in the order channel, row, column.
 *
 * @param channels at least 1
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record ImageShape(int channels, int height, int width) {
    /** Checks that all three are positive. */
    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("channels, height and width must be at least 1 but are " + channels
                    + ", " + height + " and " + width);
        }
    }

    /** Bytes of one image. */
    public int bytes() {
        return channels * height * width;
    }

    /**
     * How many images an array holds.
     *
     * @throws IllegalArgumentException where they are not whole images
     */
    public int count(byte[] images) {
        if (images.length % bytes() != 0) {
            throw new IllegalArgumentException(images.length + " bytes are not whole images of " + bytes());
        }
        return images.length / bytes();
    }
}
