package ganflux.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** A record on its way; the producer's thread writes the outcome, the sink's thread reads it. */
final class PendingSend implements Callback {
    private final KafkaSink sink;
    private final OutgoingRecord record;
    private volatile @Nullable RecordMetadata metadata;
    private volatile @Nullable Exception error;

    PendingSend(KafkaSink sink, OutgoingRecord record) {
        this.sink = sink;
        this.record = record;
    }

    ProducerRecord<byte[], byte[]> toProducerRecord() {
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value());
        record.headers().forEach((name, text) -> sent.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return sent;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata acknowledged, @Nullable Exception failed) {
        if (failed != null) {
            error = failed;
        } else {
            metadata = acknowledged;
        }
        sink.landed(record.sizeBytes());
    }

    /** The acknowledgement; null where there is none so far. */
    @Nullable
    RecordMetadata metadata() {
        return metadata;
    }

    /** What went wrong; null where nothing did so far. */
    @Nullable
    SendException failure() {
        Exception cause = error;
        return cause == null ? null : sink.failure(record, cause);
    }
}
