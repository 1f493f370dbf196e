package ganflux.ingest.source;

import ganflux.stream.Topics;
import ganflux.stream.command.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import reactor.core.publisher.Flux;

/**
 * Encoded images on a topic of the user's own, one in each record. Each partition is a stream whose numbers are the offsets,
 * so the last image on Ganflux's topic tells where to go on: no position is kept anywhere else.
 */
final class KafkaImages implements ImageSource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int FETCHED_BYTES = 8 << 20; // by all partitions, but for a single larger record of each

    private final String topic;
    private final SourceOptions options;
    private final LabelNames labels;
    private final SkippedImages skipped = new SkippedImages();
    private final List<PartitionImages> partitions = new ArrayList<>(); // guarded by this

    private KafkaImages(String topic, SourceOptions options, LabelNames labels) {
        this.topic = topic;
        this.options = options;
        this.labels = labels;
    }

    /** Checks the options; the topic is looked at when the source starts. */
    static KafkaImages open(String topic, SourceOptions options) {
        return new KafkaImages(
                topic, options, LabelNames.open(options.arrivals().state()));
    }

    @Override
    public synchronized List<ImageSource> start(Map<String, String> client) {
        // A topic that is created anew counts its offsets anew, so its own id is part of the streams' names.
        String topicId = topicId(client);
        try {
            List<Integer> numbers = PartitionImages.partitions(client, topic, PATIENCE);
            PartitionImages.Shared shared = new PartitionImages.Shared(
                    options.shapeOrDefault(), labels, skipped, FETCHED_BYTES / Math.max(1, numbers.size()));
            for (int partition : numbers) {
                String id = options.idWith(id(), topicId + "/" + partition);
                partitions.add(PartitionImages.open(client, new TopicPartition(topic, partition), id, shared));
            }
        } catch (KafkaException e) {
            throw new UserError("--data " + id() + " cannot be read: " + e.getMessage(), e);
        }
        return List.copyOf(partitions);
    }

    private String topicId(Map<String, String> client) {
        try {
            return Topics.id(client, PATIENCE, topic);
        } catch (UserError e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof InvalidTopicException) {
                throw new UserError(
                        "--data " + id() + ": there is no such topic at --bootstrap " + client.get("bootstrap.servers")
                                + "; create it, or name one that exists",
                        e);
            }
            throw e;
        }
    }

    @Override
    public String id() {
        return "kafka:" + topic;
    }

    @Override
    public ImageShape shape() {
        return options.shapeOrDefault();
    }

    @Override
    public OptionalLong passSize() {
        return OptionalLong.empty();
    }

    @Override
    public boolean arrives() {
        return true;
    }

    /** Not to be called: there is no order among partitions, and so no number. */
    @Override
    public Flux<Image> images(long firstIndex) {
        throw new UnsupportedOperationException("read the streams of " + id());
    }

    @Override
    public SkippedImages skipped() {
        return skipped;
    }

    @Override
    public synchronized void stop() {
        partitions.forEach(PartitionImages::stop);
    }

    @Override
    public synchronized void close() {
        partitions.forEach(PartitionImages::close);
        labels.close();
    }
}
