package ganflux.ingest.source;

import java.io.IOException;

/** The images of an upload are too much work together. */
final class TooManyPixelsException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyPixelsException() {
        super("its images have more than the " + PixelAllowance.MAX_PIXELS_IN_ALL
                + " pixels allowed in all; send fewer at once");
    }
}
