package ganflux.bench.cluster;

import ganflux.ingest.BatchMessage;
import ganflux.ingest.source.Image;
import ganflux.ingest.source.ImageSource;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.KafkaSink;
import ganflux.stream.OutgoingRecord;
import ganflux.stream.Topics;
import ganflux.v1.ImageBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;

/** Fills the partitions of a topic, with as many images each. */
final class DealtTopic {
    private static final int IMAGES = 128; // in a record
    private static final long BYTES_IN_FLIGHT = 16L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final String topic;
    private final Deal deal;
    private final ImageSource source;
    private final List<List<Image>> filling;
    private final long[] records;
    private final long wanted;
    private long dealt;

    private DealtTopic(String topic, int partitions, Deal deal, ImageSource source, long images) {
        this.topic = topic;
        this.deal = deal;
        this.source = source;
        filling = IntStream.range(0, partitions)
                .<List<Image>>mapToObj(each -> new ArrayList<>())
                .toList();
        records = new long[partitions];
        wanted = (images + IMAGES - 1) / IMAGES;
    }

    /**
     * Makes the topic, with at least {@code images} in each partition. What a full partition would get is left out.
     *
     * @param source without end, and of a kind that reaches every partition
     */
    static void fill(
            Map<String, String> client, String topic, int partitions, Deal deal, ImageSource source, long images) {
        Topics.ensure(client, PATIENCE, List.of(Topics.images(topic, partitions)));
        DealtTopic filled = new DealtTopic(topic, partitions, deal, source, images);
        try (KafkaSink sink = new KafkaSink(client, BYTES_IN_FLIGHT)) {
            sink.send(source.images(0)
                            .takeWhile(any -> !filled.isFull())
                            .concatMap(image -> Flux.fromIterable(filled.take(image))))
                    .blockLast(PATIENCE);
        }
    }

    private boolean isFull() {
        return IntStream.range(0, records.length).allMatch(each -> records[each] >= wanted);
    }

    /** The record that the image fills, if it does. */
    private List<OutgoingRecord> take(Image image) {
        int partition = deal.partition(image, dealt++, records.length);
        List<Image> images = filling.get(partition);
        if (records[partition] >= wanted) {
            return List.of();
        }
        images.add(image);
        if (images.size() < IMAGES) {
            return List.of();
        }
        // A number for each record, rising in each partition, as ingest's batches have.
        long sequence = records[partition]++ * records.length + partition;
        ImageBatch batch = BatchMessage.of(source, "bench", sequence, images, System.currentTimeMillis());
        images.clear();
        return List.of(new OutgoingRecord(topic, partition, null, ImageBatchCodec.encode(batch)));
    }
}
