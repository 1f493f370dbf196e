package ganflux.trainer;

import ganflux.stream.DeadLetters;
import ganflux.stream.KafkaSink;
import ganflux.stream.MessagePublisher;
import ganflux.stream.TopicSpec;
import ganflux.stream.Topics;
import ganflux.stream.service.ServiceMeters;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a trainer says what it does: reports, samples and dead letters. {@link #publish} never waits: what a slow broker does not
 * take in time is counted.
 */
public final class Outlets implements AutoCloseable {
    private static final int QUEUED_REPORTS = 1024;
    private static final int QUEUED_SAMPLES = 4;
    private static final long REPORT_BYTES_IN_FLIGHT = 8L << 20;
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(30);

    private final KafkaSink sink;
    private final MessagePublisher reports;
    private final MessagePublisher samples;
    private final DeadLetters deadLetters;

    private Outlets(KafkaSink sink, int maxDeadPerMinute) {
        this.sink = sink;
        reports = new MessagePublisher(sink, Topics.REPORTS, QUEUED_REPORTS);
        samples = new MessagePublisher(sink, Topics.SAMPLES, QUEUED_SAMPLES);
        deadLetters = new DeadLetters(sink, maxDeadPerMinute);
    }

    /**
     * Creates the topics that are absent.
     *
     * @param partitions of the topic of the images, where it is absent
     * @return Kafka's id of the topic of the images
     * @throws ganflux.stream.command.UserError where there is no broker
     */
    public static String prepareTopics(TrainerConfig config, int partitions) {
        List<TopicSpec> topics = new ArrayList<>(Topics.reporting());
        topics.add(Topics.images(config.topic(), partitions));
        topics.add(Topics.dead(config.topic()));
        Topics.ensure(config.client(), BROKER_PATIENCE, topics);
        return Topics.id(config.client(), BROKER_PATIENCE, config.topic());
    }

    /**
     * Makes the client.
     *
     * @param maxDeadPerMinute more dead letters within a minute are an error
     */
    public static Outlets open(TrainerConfig config, ServiceMeters meters, int maxDeadPerMinute) {
        return new Outlets(new KafkaSink(config.client(), REPORT_BYTES_IN_FLIGHT, meters::bind), maxDeadPerMinute);
    }

    /** Says how a step went. */
    public void publish(StepReport report) {
        reports.offer(report.toByteArray());
    }

    /** Shows fakes and reals. */
    public void publish(SampleBatch sample) {
        samples.offer(sample.toByteArray());
    }

    /** Where records go that cannot be used; for one thread. */
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    /** Reports and samples given up so far. */
    public long dropped() {
        return reports.dropped() + samples.dropped();
    }

    /** Lets what is queued go out, within seconds, and closes all. */
    @Override
    public void close() {
        reports.close();
        samples.close();
        sink.close();
    }
}
