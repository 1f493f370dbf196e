package ganflux.ingest.source;

import java.awt.image.Raster;

/**
 * The four inks of a JPEG from the printing trade, mixed plainly: light passes cyan, magenta and yellow each in its channel,
 * and black in all. Without the inks' colour profile that is near enough for a screen.
 */
final class CmykRows implements PixelRows {
    private final Raster raster;
    private final boolean ycck;

    /**
     * Takes the components as they are stored, which is inverted: how much light the ink lets pass. Files without Adobe's
     * marker are taken to be so too, as browsers do.
     *
     * @param ycck whether the first three are stored as luminance and colour differences
     */
    CmykRows(Raster raster, boolean ycck) {
        this.raster = raster;
        this.ycck = ycck;
    }

    @Override
    public int height() {
        return raster.getHeight();
    }

    @Override
    public int width() {
        return raster.getWidth();
    }

    @Override
    public boolean isGrey() {
        return false;
    }

    @Override
    public Resampler.Rows rows(int channels) {
        int width = width();
        int[] stored = new int[4 * width];
        return (y, row) -> {
            raster.getPixels(0, y, width, 1, stored);
            for (int x = 0; x < width; x++) {
                mix(stored, 4 * x, row, x);
            }
        };
    }

    private void mix(int[] stored, int at, float[][] row, int x) {
        float first = stored[at];
        float second = stored[at + 1];
        float third = stored[at + 2];
        float light = stored[at + 3] / 255f;
        if (ycck) { // the inks as luminance and two colour differences (JFIF)
            float cb = second - 128;
            float cr = third - 128;
            PixelRows.put(
                    row,
                    x,
                    (255 - bounded(first + 1.402f * cr)) * light,
                    (255 - bounded(first - 0.344136f * cb - 0.714136f * cr)) * light,
                    (255 - bounded(first + 1.772f * cb)) * light);
        } else {
            PixelRows.put(row, x, first * light, second * light, third * light);
        }
    }

    private static float bounded(float value) {
        return Math.max(0, Math.min(255, value));
    }
}
