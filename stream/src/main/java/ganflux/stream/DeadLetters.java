package ganflux.stream;

import ganflux.stream.command.UserError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Puts records aside that cannot be used: their raw values, with headers that say why and where they were.
 *
 * <p>{@link #put} is for one thread at a time.
 */
public final class DeadLetters {
    /** Header: the rule that is broken, such as {@code CHECKSUM}. */
    public static final String REASON = "reason";

    /** Header: one line with the figures. */
    public static final String DETAIL = "detail";

    /** Header: the topic that the record was on. */
    public static final String TOPIC = "topic";

    /** Header: its partition there. */
    public static final String PARTITION = "partition";

    /** Header: its offset there. */
    public static final String OFFSET = "offset";

    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

    private final KafkaSink sink;
    private final int maxPerMinute;
    private final LongSupplier nanoTime;
    private final Deque<Long> lastMinute = new ArrayDeque<>();

    /**
     * Puts them aside through {@code sink}.
     *
     * @param maxPerMinute how many there may be within any minute; 0: none
     */
    public DeadLetters(KafkaSink sink, int maxPerMinute) {
        this(sink, maxPerMinute, System::nanoTime);
    }

    DeadLetters(KafkaSink sink, int maxPerMinute, LongSupplier nanoTime) {
        this.sink = sink;
        this.maxPerMinute = maxPerMinute;
        this.nanoTime = nanoTime;
    }

    /**
     * Sends the record to the topic of dead letters when subscribed to, and completes once that has acknowledged it. Ends
     * with a {@link UserError} where it does not, or where there were too many within a minute.
     *
     * @param reason the rule that is broken
     * @param detail one line for a person
     */
    public Mono<Void> put(ReceivedRecord record, String reason, String detail) {
        return Mono.defer(() -> {
            if (isFlood()) {
                return Mono.error(
                        new UserError("more than " + maxPerMinute + " records within a minute cannot be used, the"
                                + " last one " + place(record) + ": " + detail
                                + "; find who sends them, or raise --max-dead-per-minute"));
            }
            return sink.send(Flux.just(letter(record, reason, detail)))
                    .onErrorMap(
                            SendException.class,
                            e -> new UserError(
                                    "the dead letter of " + place(record) + " (" + detail + ") could not be kept: "
                                            + e.getMessage() + "; mend the topic " + Topics.deadName(record.topic())
                                            + " and start again: the record is read once more",
                                    e))
                    .then();
        });
    }

    private boolean isFlood() {
        long now = nanoTime.getAsLong();
        while (!lastMinute.isEmpty() && now - lastMinute.element() >= MINUTE_NS) {
            lastMinute.remove();
        }
        lastMinute.add(now);
        return lastMinute.size() > maxPerMinute;
    }

    private static OutgoingRecord letter(ReceivedRecord record, String reason, String detail) {
        return new OutgoingRecord(
                Topics.deadName(record.topic()),
                null,
                null,
                record.value(),
                Map.of(
                        REASON, reason,
                        DETAIL, detail,
                        TOPIC, record.topic(),
                        PARTITION, String.valueOf(record.partition()),
                        OFFSET, String.valueOf(record.offset())));
    }

    private static String place(ReceivedRecord record) {
        return record.topic() + "-" + record.partition() + " offset " + record.offset();
    }
}
