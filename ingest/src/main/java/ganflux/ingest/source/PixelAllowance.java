package ganflux.ingest.source;

import java.io.IOException;

/** How many pixels may be decoded: of one image, and of the images of an upload together. Used by one thread. */
final class PixelAllowance {
    /** Of one image, since a small file can claim a gigantic one; a camera's best, and some 400 MB at the most. */
    static final long MAX_PIXELS = 50_000_000;

    /** Of an upload: some seconds of work. */
    static final long MAX_PIXELS_IN_ALL = 500_000_000;

    private long left = MAX_PIXELS_IN_ALL;

    /**
     * Takes an image of {@code height} rows and {@code width} columns off.
     *
     * @throws TooManyPixelsException where the images together have too many
     * @throws IOException where this one has
     */
    void take(int height, int width) throws IOException {
        long pixels = (long) width * height;
        if (pixels > MAX_PIXELS || Math.max(width, height) > Short.MAX_VALUE) {
            throw new IOException(
                    "image of " + height + "x" + width + " pixels, more than the " + MAX_PIXELS + " allowed");
        }
        left -= pixels;
        if (left < 0) {
            throw new TooManyPixelsException();
        }
    }
}
