package ganflux.ingest.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** Decodes PNG, JPEG, BMP and GIF files; of an animation the first frame. */
final class ImageDecoder {
    private static final int CMYK = 4;
    private static final Set<String> FORMATS = Set.of("png", "jpeg", "bmp", "gif");

    static {
        ImageIO.setUseCache(false); // No temporary files: services run on read-only disks.
    }

    private ImageDecoder() {}

    /** Of the formats that are taken: Java has others, whose pixels may take more memory than {@link PixelAllowance} thinks. */
    private static ImageReader reader(@Nullable ImageInputStream in) throws IOException {
        Iterator<ImageReader> readers = in == null ? Collections.emptyIterator() : ImageIO.getImageReaders(in);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                return reader;
            }
            reader.dispose();
        }
        throw new IOException("not a PNG, JPEG, BMP or GIF image");
    }

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
            ImageReader reader = reader(in);
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
