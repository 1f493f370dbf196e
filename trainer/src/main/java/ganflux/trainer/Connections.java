package ganflux.trainer;

import ganflux.stream.DeadLetters;
import ganflux.stream.KafkaSink;
import ganflux.stream.KafkaSource;
import ganflux.stream.KafkaSourceConfig;
import ganflux.stream.MessagePublisher;
import ganflux.stream.SourceStats;
import ganflux.stream.Start;
import ganflux.stream.TopicSpec;
import ganflux.stream.Topics;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.v1.PipelineState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A trainer's ends in Kafka: where images come from, where reports, samples and dead letters go. */
record Connections(
        KafkaSource source, KafkaSink sink, MessagePublisher reports, MessagePublisher samples, DeadLetters deadLetters)
        implements AutoCloseable {
    private static final int RECORDS_A_POLL = 64;
    private static final int QUEUED_REPORTS = 1024;
    private static final int QUEUED_SAMPLES = 4;
    private static final long REPORT_BYTES_IN_FLIGHT = 8L << 20;
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(30);

    /**
     * Creates the topics that are absent.
     *
     * @return Kafka's id of the topic of the images
     * @throws ganflux.stream.command.UserError where there is no broker
     */
    static String prepareTopics(TrainerConfig config) {
        List<TopicSpec> topics = new ArrayList<>(Topics.reporting());
        topics.add(Topics.images(config.topic(), 1));
        topics.add(Topics.dead(config.topic()));
        Topics.ensure(config.client(), BROKER_PATIENCE, topics);
        return Topics.id(config.client(), BROKER_PATIENCE, config.topic());
    }

    /** Makes the clients, to read at {@code position}. */
    static Connections open(TrainerConfig config, StreamPosition position, ServiceMeters meters) {
        KafkaSource source = new KafkaSource(
                new KafkaSourceConfig(
                        config.client(),
                        config.topic(),
                        new Start.At(position.offsets(), config.faults().onGap()),
                        config.budgetBytes(),
                        RECORDS_A_POLL,
                        Optional.of(config.progressGroup()),
                        config.order()),
                meters::bind);
        KafkaSink sink = new KafkaSink(config.client(), REPORT_BYTES_IN_FLIGHT, meters::bind);
        return new Connections(
                source,
                sink,
                new MessagePublisher(sink, Topics.REPORTS, QUEUED_REPORTS),
                new MessagePublisher(sink, Topics.SAMPLES, QUEUED_SAMPLES),
                new DeadLetters(sink, config.faults().maxDeadPerMinute()));
    }

    /** What the two ends know of where the trainer stands in its stream; the rest is the caller's. */
    PipelineState.Builder state(long dataAgeMs) {
        SourceStats stats = source.stats();
        return PipelineState.newBuilder()
                .setLagRecords(stats.lagRecords())
                .setBufferedBytes(stats.bufferedBytes())
                .setBudgetBytes(stats.budgetBytes())
                .setBufferedRecords(stats.bufferedRecords())
                .setPausedPartitions(stats.pausedPartitions())
                .setGapRecords(stats.gapRecords())
                .setDroppedReports(reports.dropped() + samples.dropped())
                .setDataAgeSeconds(Math.max(0, dataAgeMs) / 1e3);
    }

    /** Lets what is queued go out, within seconds, and closes all. */
    @Override
    public void close() {
        reports.close();
        samples.close();
        sink.close();
        source.close();
    }
}
