package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.stream.InvalidRecordException.Reason;
import ganflux.v1.ImageBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** A foreign record on the topic costs itself and nothing else. */
@Timeout(60)
class GoodBadGoodTest {
    @RegisterExtension
    static final BrokerFixture kafka = new BrokerFixture();

    private final List<Reason> rejected = new CopyOnWriteArrayList<>();

    @Test
    void theBatchesAroundABadRecordAreDecoded() {
        String topic = kafka.newTopic(1);
        byte[] good = ImageBatchCodec.encode(ImageBatchCodecTest.batch());
        byte[] foreign = "hello".getBytes(StandardCharsets.UTF_8);
        byte[] future =
                ImageBatchCodecTest.batch().toBuilder().setVersion(2).build().toByteArray();
        try (KafkaSink sink = new KafkaSink(kafka.client(), 1 << 20);
                KafkaSource source = kafka.source(topic, new Start.Earliest(), 1 << 20)) {
            sink.send(Flux.just(good, foreign, good, future, good)
                            .map(value -> new OutgoingRecord(topic, null, null, value)))
                    .blockLast(Duration.ofSeconds(30));
            StepVerifier.create(source.records().concatMap(this::decode, 1))
                    .expectNext(ImageBatchCodecTest.batch(), ImageBatchCodecTest.batch(), ImageBatchCodecTest.batch())
                    .thenCancel()
                    .verify(Duration.ofSeconds(30));
            assertThat(rejected).containsExactly(Reason.UNREADABLE, Reason.VERSION);
            assertThat(source.stats().bufferedRecords()).isZero();
        }
    }

    private Flux<ImageBatch> decode(ReceivedRecord record) {
        try {
            return Flux.just(ImageBatchCodec.decode(record.value()));
        } catch (InvalidRecordException e) {
            rejected.add(e.reason());
            return Flux.empty();
        } finally {
            record.release().run();
        }
    }
}
