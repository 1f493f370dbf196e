package ganflux.ingest.source;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes an image file, crops its middle to the target's proportions and resizes that to the target's size. What is
 * transparent becomes white. Colour becomes grey by ITU-R BT.601; grey becomes colour by repetition.
 */
final class PixelReader {
    private static final long MAX_PIXELS = 100_000_000; // A small file can claim a gigantic image.

    private final ImageShape shape;

    PixelReader(ImageShape shape) {
        this.shape = shape;
        ImageIO.setUseCache(false); // No temporary files: services run on read-only disks.
    }

    ImageShape shape() {
        return shape;
    }

    /**
     * Reads {@code file}: unsigned bytes in the order channel, row, column.
     *
     * @throws IOException where it cannot be read, with the reason for the user
     */
    byte[] read(Path file) throws IOException {
        BufferedImage image = decode(file);
        float[][] planes = planes(image);
        byte[] pixels = new byte[shape.bytes()];
        Resampler resampler = new Resampler(new ImageSize(image.getHeight(), image.getWidth()), shape.size());
        int area = shape.height() * shape.width();
        for (int channel = 0; channel < shape.channels(); channel++) {
            if (channel < planes.length) {
                resampler.resample(planes[channel], pixels, channel * area);
            } else {
                System.arraycopy(pixels, 0, pixels, channel * area, area);
            }
        }
        return pixels;
    }

    private static BufferedImage decode(Path file) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = in == null ? null : ImageIO.getImageReaders(in);
            if (readers == null || !readers.hasNext()) {
                throw new IOException("not a PNG, JPEG, BMP or GIF image");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                checkSize(reader.getWidth(0), reader.getHeight(0));
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (RuntimeException e) { // Decoders answer some corrupt files with any kind of exception.
            throw new IOException("corrupt image (" + e + ")", e);
        }
    }

    private static void checkSize(int width, int height) throws IOException {
        if ((long) width * height > MAX_PIXELS || Math.max(width, height) > Short.MAX_VALUE) {
            throw new IOException(
                    "image of " + height + "x" + width + " pixels, more than the " + MAX_PIXELS + " allowed");
        }
    }

    /** One plane for grey, three for colour; 0 to 255, row by row. */
    private float[][] planes(BufferedImage image) {
        ColorModel colors = image.getColorModel();
        boolean grey = !(colors instanceof IndexColorModel) && colors.getNumColorComponents() == 1;
        if (grey && colors.getTransferType() <= DataBuffer.TYPE_USHORT) {
            return new float[][] {grey(image.getRaster(), colors)};
        }
        return colours(image, shape.channels() == 1);
    }

    /** Grey samples as they are stored: BufferedImage would brighten them, as it takes them for linear light. */
    private static float[] grey(Raster raster, ColorModel colors) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        float scale = 255f / ((1 << colors.getComponentSize(0)) - 1);
        float[] plane = raster.getSamples(0, 0, width, height, 0, new float[width * height]);
        float[] alpha = colors.hasAlpha() ? raster.getSamples(0, 0, width, height, 1, new float[width * height]) : null;
        float opaque = (1 << (colors.hasAlpha() ? colors.getComponentSize(1) : 8)) - 1;
        for (int i = 0; i < plane.length; i++) {
            plane[i] *= scale;
            if (alpha != null) {
                plane[i] = 255 + (plane[i] - 255) * alpha[i] / opaque;
            }
        }
        return plane;
    }

    private static float[][] colours(BufferedImage image, boolean toGrey) {
        int width = image.getWidth();
        int height = image.getHeight();
        float[][] planes = new float[toGrey ? 1 : 3][width * height];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                float cover = (row[x] >>> 24) / 255f;
                float red = 255 + ((row[x] >> 16 & 255) - 255) * cover;
                float green = 255 + ((row[x] >> 8 & 255) - 255) * cover;
                float blue = 255 + ((row[x] & 255) - 255) * cover;
                int at = y * width + x;
                if (toGrey) {
                    planes[0][at] = 0.299f * red + 0.587f * green + 0.114f * blue;
                } else {
                    planes[0][at] = red;
                    planes[1][at] = green;
                    planes[2][at] = blue;
                }
            }
        }
        return planes;
    }
}
