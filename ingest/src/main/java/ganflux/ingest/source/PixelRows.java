package ganflux.ingest.source;

/** A decoded image in full size, to be read row by row. */
interface PixelRows {
    int height();

    int width();

    /** Whether one channel says all. */
    boolean isGrey();

    /** Its rows as 1 (grey) or 3 (red, green, blue) channels; 3 only where it is not grey. */
    Resampler.Rows rows(int channels);

    /** Puts one pixel, 0 to 255 in each channel, into {@code row}. */
    static void put(float[][] row, int x, float red, float green, float blue) {
        if (row.length == 1) {
            row[0][x] = 0.299f * red + 0.587f * green + 0.114f * blue;
        } else {
            row[0][x] = red;
            row[1][x] = green;
            row[2][x] = blue;
        }
    }
}
