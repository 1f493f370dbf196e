package ganflux.ingest.source;

import java.awt.image.Raster;

/**
 * The four inks of a JPEG from the printing trade, mixed plainly: light passes cyan, magenta and yellow each in its channel,
 * and black in all. Without the inks' colour profile that is near enough for a screen, as browsers do it too.
 */
final class CmykRows implements PixelRows {
    private static final int YCCK = 2;

    private final Raster raster;
    private final int adobeTransform;

    /**
     * Takes the components as they are stored.
     *
     * @param adobeTransform as {@link JpegFile#adobeTransform}: with the marker they say how little ink there is
     */
    CmykRows(Raster raster, int adobeTransform) {
        this.raster = raster;
        this.adobeTransform = adobeTransform;
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
        if (adobeTransform < 0) {
            PixelRows.put(
                    row, x, (255 - first) * (1 - light), (255 - second) * (1 - light), (255 - third) * (1 - light));
        } else if (adobeTransform == YCCK) { // the inks as luminance and two colour differences (JFIF)
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
