package ganflux.trainer.engine.fast;

/**
 * Shape of one example between two layers: an image, or a row of {@code channels} values with height and width 1.
 *
 * @param image whether DL4J sees it as [n, channels, height, width] rather than [n, values]
 */
record Shape(long channels, long height, long width, boolean image) {
    static Shape row(long values) {
        return new Shape(values, 1, 1, false);
    }

    static Shape image(long channels, long height, long width) {
        return new Shape(channels, height, width, true);
    }

    /** The shape of one example of an array, whose first dimension counts examples. */
    static Shape of(long[] array) {
        return switch (array.length) {
            case 2 -> row(array[1]);
            case 4 -> image(array[1], array[2], array[3]);
            default ->
                throw new IllegalArgumentException(
                        "an input has 2 dimensions (rows) or 4 (images) but this one has " + array.length);
        };
    }

    long size() {
        return channels * height * width;
    }

    /** The dimensions of an array of {@code n} examples as DL4J sees it. */
    long[] array(long n) {
        return image ? new long[] {n, channels, height, width} : new long[] {n, size()};
    }

    /** The dimensions of {@code n} examples as oneDNN sees them. */
    long[] dims(long n) {
        return new long[] {n, channels, height, width};
    }
}
