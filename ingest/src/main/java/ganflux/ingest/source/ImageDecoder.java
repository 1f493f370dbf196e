package ganflux.ingest.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** Decodes PNG, JPEG, BMP and GIF files; of an animation the first frame. */
final class ImageDecoder {
    private static final int CMYK = 4;

    static {
        ImageIO.setUseCache(false); // No temporary files: services run on read-only disks.
    }

    private ImageDecoder() {}

    /**
     * Decodes {@code file}.
     *
     * @param jpeg what is known of a JPEG file; null of another
     * @throws IOException where that is not possible, with the reason for the user
     */
    static PixelRows decode(byte[] file, @Nullable JpegFile jpeg, PixelAllowance allowance) throws IOException {
        if (jpeg != null && !jpeg.isWhole()) {
            throw new IOException("cut off: a JPEG image without its end");
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = in == null ? null : ImageIO.getImageReaders(in);
            if (readers == null || !readers.hasNext()) {
                throw new IOException("not a PNG, JPEG, BMP or GIF image");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                allowance.take(reader.getHeight(0), reader.getWidth(0));
                if (jpeg != null && jpeg.components() == CMYK) { // which ImageIO reads, but does not understand
                    return new CmykRows(reader.readRaster(0, null), jpeg.isYcck());
                }
                return new ImageRows(reader.read(0));
            } finally {
                reader.dispose();
            }
        } catch (RuntimeException e) { // Decoders answer some corrupt files with any kind of exception.
            throw new IOException("corrupt image (" + e + ")", e);
        }
    }
}
