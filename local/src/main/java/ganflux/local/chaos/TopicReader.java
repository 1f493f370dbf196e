package ganflux.local.chaos;

import ganflux.stream.ImageBatchCodec;
import ganflux.stream.InvalidRecordException;
import ganflux.stream.TopicScan;
import ganflux.v1.ImageBatch;
import java.util.Map;
import java.util.Optional;

/** Reads topics from end to end, with a plain client. */
final class TopicReader {
    private TopicReader() {}

    /** Every record that is there now, on each of so many partitions. */
    static Ledger read(Map<String, String> client, String topic, int partitions) {
        Ledger ledger = new Ledger();
        for (int partition = 0; partition < partitions; partition++) {
            try (TopicScan scan = new TopicScan(client, topic, partition)) {
                scan.read(0, record -> {
                    ledger.add(record.partition(), record.offset(), batch(record.value()));
                    return true;
                });
            }
        }
        return ledger;
    }

    /** How many records a topic of one partition has had. */
    static long count(Map<String, String> client, String topic) {
        try (TopicScan scan = new TopicScan(client, topic)) {
            return scan.end();
        }
    }

    private static Optional<ImageBatch> batch(byte[] value) {
        try {
            return Optional.of(ImageBatchCodec.decode(value));
        } catch (InvalidRecordException e) {
            return Optional.empty();
        }
    }
}
