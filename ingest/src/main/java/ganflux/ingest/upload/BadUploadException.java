package ganflux.ingest.upload;

import java.io.IOException;

/** An upload that is refused as a whole; the message tells the sender why. */
public final class BadUploadException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Larger than a limit. */
    public static final int TOO_LARGE = 413;

    /** Of a kind that is not taken. */
    public static final int UNKNOWN_KIND = 415;

    /** Damaged, cut off, or without a usable image. */
    public static final int UNUSABLE = 422;

    private final int status;

    /** Takes the HTTP status that says the same. */
    public BadUploadException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The HTTP status that says the same. */
    public int status() {
        return status;
    }
}
