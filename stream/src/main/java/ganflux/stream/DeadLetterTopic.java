package ganflux.stream;

import ganflux.stream.command.UserError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads the dead letters of a topic, from the oldest to the newest that there is. One thread. */
public final class DeadLetterTopic implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TopicScan scan;

    /**
     * Connects.
     *
     * @param topic the topic whose dead letters they are
     * @throws UserError where there is no broker, or it has none of them
     */
    public DeadLetterTopic(Map<String, String> client, String topic) {
        Topics.id(client, PATIENCE, Topics.deadName(topic));
        scan = new TopicScan(client, Topics.deadName(topic));
    }

    /**
     * Hands over each letter from number {@code from} on, until there is none or {@code reader} returns false. Blocks.
     *
     * @throws UserError where the broker does not answer within half a minute
     */
    public void read(long from, Predicate<DeadLetter> reader) {
        scan.read(Math.max(scan.begin(), from), record -> reader.test(letter(record)));
    }

    private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record) {
        return new DeadLetter(
                /* number= */ record.offset(),
                record.timestamp(),
                text(record, DeadLetters.REASON),
                text(record, DeadLetters.DETAIL),
                text(record, DeadLetters.TOPIC),
                (int) number(record, DeadLetters.PARTITION),
                /* sourceOffset= */ number(record, DeadLetters.OFFSET),
                record.value() == null ? new byte[0] : record.value());
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? ""
                : TerminalText.clean(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static long number(ConsumerRecord<byte[], byte[]> record, String name) {
        try {
            return Long.parseLong(text(record, name));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        scan.close();
    }
}
