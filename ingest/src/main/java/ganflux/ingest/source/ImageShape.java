package ganflux.ingest.source;

import ganflux.stream.command.UsageError;

/**
 * The one shape of all images of a source.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
public record ImageShape(int channels, ImageSize size) {
    /** Checks the channels. */
    public ImageShape {
        if (channels != 1 && channels != 3) {
            throw new UsageError("--channels " + channels + " must be 1 (grey) or 3 (red, green, blue)");
        }
    }

    /** Rows. */
    public int height() {
        return size.height();
    }

    /** Columns. */
    public int width() {
        return size.width();
    }

    /** Bytes of one image. */
    public int bytes() {
        return channels * height() * width();
    }

    @Override
    public String toString() {
        return size + (channels == 1 ? " grey" : " RGB");
    }
}
