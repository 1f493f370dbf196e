package ganflux.trainer;

import com.google.protobuf.InvalidProtocolBufferException;
import ganflux.stream.KafkaSource;
import ganflux.stream.KafkaSourceConfig;
import ganflux.stream.Start;
import ganflux.stream.Topics;
import ganflux.stream.service.ServiceMeters;
import ganflux.v1.AlarmEvent;
import ganflux.v1.Evaluation;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * What the monitor says about this run from now on. It comes on Kafka's threads and waits here until the training thread
 * asks between two steps; of more than {@value #WAITING} that wait, the newest are dropped. Where the topics cannot be read,
 * training goes on without.
 */
public final class MonitorFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MonitorFeed.class);
    private static final int WAITING = 256;
    private static final int AT_ONCE = 32;
    private static final long BUDGET_BYTES = 4L << 20;

    private final Queue<Evaluation> evaluations = new ArrayBlockingQueue<>(WAITING);
    private final Queue<AlarmEvent> alarms = new ArrayBlockingQueue<>(WAITING);
    private final Disposable.Composite reading = Disposables.composite();
    private final String run;

    /** Reads on, for {@code config}'s run. */
    public MonitorFeed(TrainerConfig config, ServiceMeters meters) {
        run = config.run();
        follow(config, meters, Topics.EVALUATIONS, this::evaluation);
        follow(config, meters, Topics.ALARMS, this::alarm);
    }

    private void follow(TrainerConfig config, ServiceMeters meters, String topic, Consumer<byte[]> take) {
        KafkaSource source = new KafkaSource(
                new KafkaSourceConfig(
                        config.client(), topic, new Start.Latest(), BUDGET_BYTES, AT_ONCE, Optional.empty()),
                meters::bind);
        reading.add(source::close);
        reading.add(source.records()
                .subscribe(
                        record -> {
                            try {
                                take.accept(record.value());
                            } finally {
                                record.release().run();
                            }
                        },
                        failure ->
                                log.warn("Reading {} ended; no more reactions to it: {}", topic, failure.toString())));
    }

    private void evaluation(byte[] value) {
        try {
            Evaluation evaluation = Evaluation.parseFrom(value);
            if (evaluation.getRunId().equals(run)) {
                var unused = evaluations.offer(evaluation);
            }
        } catch (InvalidProtocolBufferException e) {
            log.warn("Skipped a record of {}: {}", Topics.EVALUATIONS, e.getMessage());
        }
    }

    private void alarm(byte[] value) {
        try {
            AlarmEvent alarm = AlarmEvent.parseFrom(value);
            if (alarm.getRunId().equals(run)) {
                var unused = alarms.offer(alarm);
            }
        } catch (InvalidProtocolBufferException e) {
            log.warn("Skipped a record of {}: {}", Topics.ALARMS, e.getMessage());
        }
    }

    /** The next evaluation that waits. */
    Optional<Evaluation> nextEvaluation() {
        return Optional.ofNullable(evaluations.poll());
    }

    /** The next change of an alarm that waits. */
    Optional<AlarmEvent> nextAlarm() {
        return Optional.ofNullable(alarms.poll());
    }

    @Override
    public void close() {
        reading.dispose();
    }
}
