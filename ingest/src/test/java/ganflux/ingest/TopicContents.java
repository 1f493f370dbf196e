package ganflux.ingest;

import ganflux.stream.ImageBatchCodec;
import ganflux.stream.InvalidRecordException;
import ganflux.v1.ImageBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything that is on a topic of images, partition by partition. */
record TopicContents(List<List<ImageBatch>> partitions) {
    static TopicContents read(Map<String, String> client, String topic) throws InvalidRecordException {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> ids = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .sorted((a, b) -> a.partition() - b.partition())
                    .toList();
            List<List<ImageBatch>> partitions = new ArrayList<>();
            ids.forEach(id -> partitions.add(new ArrayList<>()));
            consumer.assign(ids);
            Map<TopicPartition, Long> ends = consumer.endOffsets(ids);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    partitions.get(record.partition()).add(ImageBatchCodec.decode(record.value()));
                }
            }
            return new TopicContents(partitions);
        }
    }

    /** All batches, in the order of their sequences. */
    List<ImageBatch> batches() {
        return partitions.stream()
                .flatMap(List::stream)
                .sorted((a, b) -> Long.compare(a.getSequence(), b.getSequence()))
                .toList();
    }

    /** What the images spell that {@link ganflux.ingest.source.Pictures#numbered} made, sorted. */
    List<Integer> numbers() {
        return eachImage(TopicContents::number).sorted().toList();
    }

    /** What the images spell, and their labels, such as {@code 7:2}, with -1 for none; in the order of their batches. */
    List<String> numbersAndLabels() {
        return eachImage((batch, i) -> number(batch, i) + ":" + (batch.getLabelsCount() == 0 ? -1 : batch.getLabels(i)))
                .toList();
    }

    private <T> Stream<T> eachImage(BiFunction<ImageBatch, Integer, T> of) {
        return batches().stream()
                .flatMap(batch -> IntStream.range(0, batch.getCount()).mapToObj(i -> of.apply(batch, i)));
    }

    private static int number(ImageBatch batch, int image) {
        return batch.getPixels()
                .substring(4 * image, 4 * image + 4)
                .asReadOnlyByteBuffer()
                .getInt();
    }

    /** The sequences on the topic, sorted. */
    List<Long> sequences() {
        return batches().stream().map(ImageBatch::getSequence).toList();
    }

    /** The ids of all images, in the order of their batches' sequences. */
    List<Long> ids() {
        return batches().stream().flatMap(batch -> batch.getIdsList().stream()).toList();
    }
}
