package ganflux.cluster;

import ganflux.stream.ReceivedRecord;
import ganflux.stream.TopicScan;
import ganflux.trainer.PutAside;
import java.util.List;
import java.util.Map;

/** Has records put aside that executors could not use: reads each again and waits until its dead letter is acknowledged. */
record DeadRecords(Map<String, String> client, String topic, PutAside letters) {
    /**
     * Puts them aside, one after the other.
     *
     * @throws ganflux.stream.command.UserError where that cannot be, or there are too many
     */
    void putAside(List<DeadReference> records) {
        for (DeadReference dead : records) {
            try (TopicScan scan = new TopicScan(client, topic, dead.partition())) {
                scan.read(dead.offset(), record -> {
                    byte[] value = record.value() == null ? new byte[0] : record.value();
                    letters.put(
                                    new ReceivedRecord(
                                            topic,
                                            dead.partition(),
                                            record.offset(),
                                            record.timestamp(),
                                            value,
                                            () -> {}),
                                    dead.reason(),
                                    dead.detail())
                            .block();
                    return false;
                });
            }
        }
    }
}
