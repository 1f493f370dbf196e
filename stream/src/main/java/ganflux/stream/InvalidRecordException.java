package ganflux.stream;

/** A record that breaks the wire contract of {@code images.proto}; receivers count it and go on. */
public final class InvalidRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Which rule is broken. */
    public enum Reason {
        /** More bytes than a record may have. */
        SIZE,
        /** Not a protobuf message of this type. */
        UNREADABLE,
        /** Another version of the contract. */
        VERSION,
        /** Format, count, channels, height or width outside their bounds. */
        SHAPE,
        /** Not as many bytes of pixels as the shape says. */
        LENGTH,
        /** The pixels' CRC-32C differs. */
        CHECKSUM,
        /** A value that is infinite or no number. */
        VALUE,
        /** Not one id for each image, or a source id that is too long. */
        IDS,
        /** Neither no labels nor one for each image, or a label below -1. */
        LABELS
    }

    private final Reason reason;

    InvalidRecordException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    InvalidRecordException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Which rule is broken. */
    public Reason reason() {
        return reason;
    }
}
