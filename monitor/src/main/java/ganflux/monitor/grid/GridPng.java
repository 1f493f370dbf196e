package ganflux.monitor.grid;

import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws images side by side as one PNG: the first {@value #MAX_IMAGES} at most, in rows as long as the grid is high. */
final class GridPng {
    static final int MAX_IMAGES = 64;

    private GridPng() {}

    /**
     * A PNG of the images in {@code pixels}: unsigned bytes, image, channel, row, column, with 1 channel (drawn in grey) or
     * 3 (red, green, blue), each pixel as it is, without gaps; cells left over in the last row are black.
     *
     * @throws IllegalArgumentException where {@code pixels} holds no whole image
     */
    static byte[] encode(ByteString pixels, int channels, int height, int width) {
        int size = channels * height * width;
        int images = Math.min(MAX_IMAGES, pixels.size() / size);
        if (images == 0) {
            throw new IllegalArgumentException(
                    "need at least " + size + " bytes for an image but got " + pixels.size());
        }
        int columns = columns(images);
        int rows = (images + columns - 1) / columns;
        BufferedImage grid = new BufferedImage(
                columns * width,
                rows * height,
                channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        byte[] out = ((DataBufferByte) grid.getRaster().getDataBuffer()).getData();
        for (int image = 0; image < images; image++) {
            int left = image % columns * width;
            int top = image / columns * height;
            for (int channel = 0; channel < channels; channel++) {
                // The raster keeps blue first; the contract keeps red first.
                int sample = channels - 1 - channel;
                for (int y = 0; y < height; y++) {
                    int in = image * size + (channel * height + y) * width;
                    int at = ((top + y) * columns * width + left) * channels + sample;
                    for (int x = 0; x < width; x++) {
                        out[at + x * channels] = pixels.byteAt(in + x);
                    }
                }
            }
        }
        return png(grid);
    }

    /** The least number of columns that holds {@code images} in a grid no higher than wide. */
    static int columns(int images) {
        return (int) Math.ceil(Math.sqrt(images));
    }

    /** An image in the form of PNG. */
    static byte[] png(BufferedImage image) {
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
