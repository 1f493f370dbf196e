package ganflux.ingest;

import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.RunName;
import ganflux.stream.TopicSpec;
import ganflux.stream.Topics;
import ganflux.stream.command.UsageError;
import java.time.Duration;
import java.util.Map;

/**
 * What an ingest service is to do.
 *
 * @param client properties for any Kafka client, {@code bootstrap.servers} among them
 * @param data which images
 * @param source how to read them
 * @param topic where to send them; created where it is absent
 * @param flow how fast, and in records of which size
 * @param runId the run that the batches are marked with
 */
public record IngestConfig(
        Map<String, String> client, DataSpec data, SourceOptions source, TopicSpec topic, Flow flow, String runId) {
    /** Partitions of a topic that has to be created. */
    public static final int DEFAULT_PARTITIONS = 1;

    /** Replicas of a topic that has to be created: one broker is what a first run has. */
    public static final int DEFAULT_REPLICATION = 1;

    /** Hours that a topic which has to be created keeps its records: Kafka's own default, a week. */
    public static final int DEFAULT_RETENTION_HOURS = 168;

    /** The largest batch of records that the topic takes: the largest record, its ids and labels, and headroom. */
    public static final int MAX_MESSAGE_BYTES = ImageBatchCodec.MAX_BYTES + (1 << 20);

    /** Copies the client's properties. */
    public IngestConfig {
        client = Map.copyOf(client);
        RunName.require(runId);
        if (data instanceof DataSpec.KafkaTopic from && from.topic().equals(topic.name())) {
            throw new UsageError("--data kafka:" + from.topic() + " is the --topic to send to; read another");
        }
    }

    /** {@code data}, once and as fast as the broker acknowledges, to the usual topic. */
    public static IngestConfig of(Map<String, String> client, DataSpec data, String runId) {
        TopicSpec images = topic(Topics.IMAGES, DEFAULT_PARTITIONS, DEFAULT_REPLICATION, DEFAULT_RETENTION_HOURS, -1);
        return new IngestConfig(client, data, SourceOptions.defaults(), images, Flow.unlimited(), runId);
    }

    /**
     * The topic to send to.
     *
     * @throws UsageError where a number is out of range
     */
    public static TopicSpec topic(
            String name, int partitions, int replication, int retentionHours, long retentionBytes) {
        require(!name.isBlank(), "--topic must not be blank");
        require(partitions >= 1, "--partitions " + partitions + " must be at least 1");
        require(
                replication >= 1 && replication <= Short.MAX_VALUE,
                "--replication " + replication + " must be at least 1 and at most the number of brokers");
        require(retentionHours >= 1, "--retention-hours " + retentionHours + " must be at least 1");
        require(retentionBytes >= -1, "--retention-bytes " + retentionBytes + " must be a size, or -1 for no limit");
        return new TopicSpec(
                name,
                partitions,
                (short) replication,
                Duration.ofHours(retentionHours),
                retentionBytes,
                MAX_MESSAGE_BYTES);
    }

    private static void require(boolean met, String message) {
        if (!met) {
            throw new UsageError(message);
        }
    }

    /** This configuration with other ways of reading. */
    public IngestConfig withSource(SourceOptions other) {
        return new IngestConfig(client, data, other, topic, flow, runId);
    }

    /** This configuration with another topic. */
    public IngestConfig withTopic(TopicSpec other) {
        return new IngestConfig(client, data, source, other, flow, runId);
    }

    /** This configuration with another flow. */
    public IngestConfig withFlow(Flow other) {
        return new IngestConfig(client, data, source, topic, other, runId);
    }
}
