package ganflux.trainer.preset.network;

import ganflux.stream.image.ImageShape;

/**
 * What a layer takes or gives for one example: a row of values, or a map of channels x height x width.
 *
 * @param channels of a map; the length of a row
 * @param height 1 for a row
 * @param width 1 for a row
 * @param map whether it is a map
 */
public record Extent(int channels, int height, int width, boolean map) {
    /** The most values of one example. */
    private static final long MOST = 1L << 26;

    /** Checks that it is not empty, nor too large for any machine. */
    public Extent {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("nothing is left: " + channels + "x" + height + "x" + width);
        }
        if ((long) channels * height > MOST / width) {
            throw new IllegalArgumentException(
                    channels + "x" + height + "x" + width + " is more than " + MOST + " values");
        }
    }

    /** A row of {@code length} values. */
    public static Extent row(int length) {
        return new Extent(length, 1, 1, false);
    }

    /** A map. */
    public static Extent map(int channels, int height, int width) {
        return new Extent(channels, height, width, true);
    }

    /** An image as a map, or a point as a row. */
    public static Extent of(ImageShape shape) {
        return shape.isPoint() ? row(shape.size()) : map(shape.channels(), shape.height(), shape.width());
    }

    /** The number of values. */
    public int size() {
        return channels * height * width;
    }

    /** Such as {@code 128x7x7}, or {@code 100 values}. */
    @Override
    public String toString() {
        return map ? channels + "x" + height + "x" + width : channels + (channels == 1 ? " value" : " values");
    }
}
