package ganflux.stream;

import org.apache.kafka.common.errors.RecordTooLargeException;

/** A record that Kafka did not acknowledge; the message names its topic and size, the cause says why. */
public final class SendException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SendException(String message, Throwable cause) {
        super(message, cause);
    }

    static SendException of(OutgoingRecord record, Throwable cause, Object maxRequestSize) {
        String what = "a record of " + record.sizeBytes() + " bytes for topic " + record.topic();
        return new SendException(
                cause instanceof RecordTooLargeException
                        ? what + " is too large: the producer takes max.request.size = " + maxRequestSize
                                + " bytes, the broker the topic's max.message.bytes; make smaller batches or raise both"
                        : what + " was not acknowledged: " + cause,
                cause);
    }
}
