package ganflux.ingest.source;

import java.io.IOException;

/** How many pixels may be decoded: of one image, and of the images of an upload together. Used by one thread. */
final class PixelAllowance {
    private static final int BYTES_PER_PIXEL = 16; // eight at the most when decoded, and as much for the rest

    /** Of one image, since a small file can claim a gigantic one: a camera's best, or less where the heap is small. */
    static final long MAX_PIXELS = Math.min(50_000_000, Runtime.getRuntime().maxMemory() / BYTES_PER_PIXEL);

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
