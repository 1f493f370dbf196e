package ganflux.ingest.source;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** An image as ImageIO gives it. What is transparent is laid on white. */
final class ImageRows implements PixelRows {
    private final BufferedImage image;
    private final boolean grey;

    ImageRows(BufferedImage image) {
        this.image = image;
        ColorModel colors = image.getColorModel();
        grey = !(colors instanceof IndexColorModel)
                && colors.getNumColorComponents() == 1
                && colors.getTransferType() <= DataBuffer.TYPE_USHORT;
    }

    @Override
    public int height() {
        return image.getHeight();
    }

    @Override
    public int width() {
        return image.getWidth();
    }

    @Override
    public boolean isGrey() {
        return grey;
    }

    @Override
    public Resampler.Rows rows(int channels) {
        return grey ? greyRows() : colourRows();
    }

    /** Grey samples as they are stored: BufferedImage would brighten them, as it takes them for linear light. */
    private Resampler.Rows greyRows() {
        Raster raster = image.getRaster();
        ColorModel colors = image.getColorModel();
        int width = width();
        float scale = 255f / ((1 << colors.getComponentSize(0)) - 1);
        float opaque = (1 << (colors.hasAlpha() ? colors.getComponentSize(1) : 8)) - 1;
        float[] alpha = new float[colors.hasAlpha() ? width : 0];
        return (y, row) -> {
            raster.getSamples(0, y, width, 1, 0, row[0]);
            if (colors.hasAlpha()) {
                raster.getSamples(0, y, width, 1, 1, alpha);
            }
            for (int x = 0; x < width; x++) {
                float value = row[0][x] * scale;
                row[0][x] = colors.hasAlpha() ? 255 + (value - 255) * alpha[x] / opaque : value;
            }
        };
    }

    private Resampler.Rows colourRows() {
        int width = width();
        int[] argb = new int[width];
        return (y, row) -> {
            image.getRGB(0, y, width, 1, argb, 0, width);
            for (int x = 0; x < width; x++) {
                float cover = (argb[x] >>> 24) / 255f;
                PixelRows.put(
                        row,
                        x,
                        255 + (((argb[x] >> 16) & 255) - 255) * cover,
                        255 + (((argb[x] >> 8) & 255) - 255) * cover,
                        255 + ((argb[x] & 255) - 255) * cover);
            }
        };
    }
}
