package ganflux.stream.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws images side by side as one PNG, in a grid no higher than wide. */
public final class GridPng {
    private GridPng() {}

    /**
     * A PNG of all images in {@code pixels}, each pixel as it is, without gaps; cells left over in the last row are black.
     *
     * @param pixels unsigned bytes, image, channel, row, column; not changed
     * @throws IllegalArgumentException where {@code pixels} holds no whole image
     */
    public static byte[] encode(byte[] pixels, ImageShape shape) {
        return encode(pixels, shape, columns(pixels.length / shape.size()));
    }

    /** As {@link #encode(byte[], ImageShape)}, in so many columns. */
    public static byte[] encode(byte[] pixels, ImageShape shape, int columns) {
        return png(image(pixels, shape, columns));
    }

    /** All images in {@code pixels} side by side, in so many columns. */
    static BufferedImage image(byte[] pixels, ImageShape shape, int columns) {
        int images = pixels.length / shape.size();
        if (images == 0) {
            throw new IllegalArgumentException(
                    "an image of shape " + shape + " needs " + shape.size() + " bytes but there are " + pixels.length);
        }
        int rows = (images + columns - 1) / columns;
        BufferedImage grid = new BufferedImage(
                columns * shape.width(),
                rows * shape.height(),
                shape.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        byte[] out = ((DataBufferByte) grid.getRaster().getDataBuffer()).getData();
        for (int image = 0; image < images; image++) {
            int left = image % columns * shape.width();
            int top = image / columns * shape.height();
            draw(pixels, image, shape, out, top * grid.getWidth() + left, grid.getWidth());
        }
        return grid;
    }

    /** The least number of columns that holds {@code images} in a grid no higher than wide. */
    public static int columns(int images) {
        return (int) Math.ceil(Math.sqrt(images));
    }

    private static void draw(byte[] pixels, int image, ImageShape shape, byte[] out, int corner, int rowLength) {
        int channels = shape.channels();
        for (int channel = 0; channel < channels; channel++) {
            // The raster keeps blue first, the pipeline red.
            int sample = channels - 1 - channel;
            for (int y = 0; y < shape.height(); y++) {
                int in = image * shape.size() + (channel * shape.height() + y) * shape.width();
                int at = (corner + y * rowLength) * channels + sample;
                for (int x = 0; x < shape.width(); x++) {
                    out[at + x * channels] = pixels[in + x];
                }
            }
        }
    }

    /** An image in the form of PNG. */
    public static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // A stream of its own keeps ImageIO from caching in a file.
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
