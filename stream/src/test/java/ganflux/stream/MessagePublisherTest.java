package ganflux.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class MessagePublisherTest {
    @RegisterExtension
    static final BrokerFixture kafka = new BrokerFixture();

    @Test
    void oneThatIsTooLargeIsCountedAndThoseBehindItArriveInOrder() {
        String topic = kafka.newName();
        kafka.createTopic(topic, 1, 100_000);
        List<String> numbers = IntStream.range(0, 200).mapToObj(String::valueOf).toList();
        try (KafkaSink sink = new KafkaSink(kafka.client(), 300_000);
                MessagePublisher publisher = new MessagePublisher(sink, topic, 300)) {
            publisher.offer(new byte[200_000]);
            numbers.forEach(number -> publisher.offer(number.getBytes(UTF_8)));
            await().untilAsserted(() -> assertThat(publisher.dropped()).isEqualTo(1));
        }
        assertThat(kafka.consume(topic, 200))
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactlyElementsOf(numbers);
    }

    @Test
    void whatDoesNotFitIntoTheQueueIsCounted() {
        String topic = kafka.newTopic(1);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            messages.add(new byte[50_000]);
        }
        long dropped;
        try (KafkaSink sink = new KafkaSink(kafka.client(), 1)) {
            MessagePublisher publisher = new MessagePublisher(sink, topic, 3);
            messages.forEach(publisher::offer);
            publisher.close();
            dropped = publisher.dropped();
        }
        assertThat(dropped).isPositive();
        assertThat(kafka.consume(topic, 50 - (int) dropped)).hasSize(50 - (int) dropped);
    }

    @Test
    void aClosedSinkIsTheEndAndEveryMessageCounts() {
        KafkaSink sink = new KafkaSink(kafka.client(), 1 << 20);
        MessagePublisher before = new MessagePublisher(sink, kafka.newTopic(1), 3);
        sink.close();
        MessagePublisher after = new MessagePublisher(sink, kafka.newTopic(1), 3);
        for (int i = 0; i < 5; i++) {
            before.offer(new byte[1]);
            after.offer(new byte[1]);
        }
        before.close();
        after.close();
        assertThat(before.dropped()).isEqualTo(5);
        assertThat(after.dropped()).isEqualTo(5);
    }
}
