package ganflux.cluster;

import ganflux.stream.ReceivedRecord;
import ganflux.stream.TopicScan;
import ganflux.trainer.PutAside;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Has records put aside that executors could not use: reads each again and waits until its dead letter is acknowledged. */
record DeadRecords(Map<String, String> client, String topic, PutAside letters) {
    /**
     * Puts them aside, one after the other.
     *
     * @throws ganflux.stream.command.UserError where that cannot be, or there are too many
     */
    void putAside(List<DeadReference> records) {
        Map<Integer, TopicScan> scans =
                new HashMap<>(); // by partition: a client of its own for each record would take longer
        try {
            for (DeadReference dead : records) {
                scans.computeIfAbsent(dead.partition(), partition -> new TopicScan(client, topic, partition))
                        .read(dead.offset(), record -> {
                            putAside(dead, record);
                            return false;
                        });
            }
        } finally {
            scans.values().forEach(TopicScan::close);
        }
    }

    private void putAside(DeadReference dead, ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        letters.put(
                        new ReceivedRecord(
                                topic, dead.partition(), record.offset(), record.timestamp(), value, () -> {}),
                        dead.reason(),
                        dead.detail())
                .block();
    }
}
