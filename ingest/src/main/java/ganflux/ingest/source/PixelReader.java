package ganflux.ingest.source;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Decodes an image file, crops its middle to the target's proportions, resizes that to the target's size and turns it
 * upright. What is transparent becomes white. Colour becomes grey by ITU-R BT.601; grey becomes colour by repetition.
 * Thread-safe; an image in full size is in memory for as long as a call lasts.
 */
final class PixelReader {
    /** The largest file that is read. */
    static final int MAX_BYTES = 64 << 20;

    private final ImageShape shape;

    PixelReader(ImageShape shape) {
        this.shape = shape;
    }

    ImageShape shape() {
        return shape;
    }

    /** All bytes of {@code file}; one too many where it is too large to be read. Deaf to interrupts. */
    static byte[] bytes(Path file) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) { // an interrupt would close a channel
            return in.readNBytes(MAX_BYTES + 1);
        }
    }

    /** As {@link #read(byte[], PixelAllowance)}, for an image by itself. */
    byte[] read(byte[] file) throws IOException {
        return read(file, new PixelAllowance());
    }

    /**
     * Reads the image in the bytes of a file: unsigned bytes in the order channel, row, column.
     *
     * @param allowance bounds the work on this image and others together
     * @throws TooManyPixelsException where it does
     * @throws IOException where the image cannot be read, with the reason for the user
     */
    byte[] read(byte[] file, PixelAllowance allowance) throws IOException {
        if (file.length > MAX_BYTES) {
            throw new IOException("file of more than the " + MAX_BYTES + " bytes allowed");
        }
        JpegFile jpeg = JpegFile.is(file) ? JpegFile.read(file) : null;
        int orientation = jpeg == null ? 1 : jpeg.orientation();
        PixelRows image = ImageDecoder.decode(file, jpeg, allowance);
        ImageSize lying = Orientation.isSideways(orientation) ? shape.size().onItsSide() : shape.size();
        int channels = image.isGrey() ? 1 : shape.channels();
        byte[] pixels = new byte[shape.bytes()];
        new Resampler(image.height(), image.width(), lying).resample(image.rows(channels), channels, pixels);
        int area = shape.height() * shape.width();
        for (int channel = 0; channel < shape.channels(); channel++) {
            if (channel < channels) {
                Orientation.apply(orientation, shape.size(), pixels, channel * area);
            } else {
                System.arraycopy(pixels, 0, pixels, channel * area, area);
            }
        }
        return pixels;
    }
}
