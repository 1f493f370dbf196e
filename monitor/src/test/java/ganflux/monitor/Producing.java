package ganflux.monitor;

import com.google.protobuf.Message;
import ganflux.stream.Topics;
import ganflux.v1.SampleBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends what a trainer would send, and what it never would. */
final class Producing implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    Producing(String bootstrap) {
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, ProducerConfig.LINGER_MS_CONFIG, "5"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void send(String topic, byte[] value) {
        sent.add(producer.send(new ProducerRecord<>(topic, value)));
    }

    void report(Message report) {
        send(Topics.REPORTS, report.toByteArray());
    }

    void sample(Message sample) {
        send(Topics.SAMPLES, sample.toByteArray());
    }

    /** Reports and, every hundredth step, samples of the steps given; returns when the broker has them. */
    void steps(SimulatedRun run, long from, long to) {
        for (long step = from; step <= to; step++) {
            report(run.report(step));
            if (step % 100 == 0) {
                sample(run.sample(step));
            }
        }
        flush();
    }

    /** As {@link #steps}, with an evaluation of each sample; the monitor takes the samples for old and measures none itself. */
    void judged(SimulatedRun run, long from, long to) {
        for (long step = from; step <= to; step++) {
            report(run.report(step));
            if (step % 100 == 0) {
                SampleBatch sample = run.sample(step);
                sample(sample.toBuilder()
                        .setCreatedAtMs(sample.getCreatedAtMs() - 3_600_000)
                        .build());
                evaluation(run.evaluation(step));
            }
        }
        flush();
    }

    void evaluation(Message evaluation) {
        send(Topics.EVALUATIONS, evaluation.toByteArray());
    }

    /** Returns when the broker has everything sent so far. */
    void flush() {
        producer.flush();
        for (Future<RecordMetadata> each : sent) {
            try {
                each.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        sent.clear();
    }

    @Override
    public void close() {
        producer.close();
    }
}
