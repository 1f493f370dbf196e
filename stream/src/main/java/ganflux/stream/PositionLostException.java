package ganflux.stream;

import ganflux.stream.command.UserError;

/** A position to read from that the broker does not have: deleted by retention, or of another topic of that name. */
public final class PositionLostException extends UserError {
    private static final long serialVersionUID = 1L;

    private final int partition;
    private final long offset;
    private final long begin;
    private final long end;

    PositionLostException(String topic, int partition, long offset, long begin, long end) {
        super(describe(topic, partition, offset, begin, end));
        this.partition = partition;
        this.offset = offset;
        this.begin = begin;
        this.end = end;
    }

    private static String describe(String topic, int partition, long offset, long begin, long end) {
        String place = "topic " + topic + " partition " + partition + " holds offsets " + begin + " to " + end
                + ", but the position to read from is " + offset + ": ";
        return offset < begin
                ? place + (begin - offset) + " records were deleted by retention before they were read;"
                        + " start anew or keep records longer"
                : place + "the topic was created anew; start anew";
    }

    /** The partition. */
    public int partition() {
        return partition;
    }

    /** The offset that was to be read. */
    public long offset() {
        return offset;
    }

    /** The oldest offset that the broker has. */
    public long begin() {
        return begin;
    }

    /** The offset after the newest record that the broker has. */
    public long end() {
        return end;
    }
}
