package ganflux.bench.stream;

import ganflux.bench.BenchOptions;
import ganflux.bench.Comparison;
import ganflux.stream.KafkaSink;
import ganflux.stream.OutgoingRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Flux;

/** {@code KafkaSink} against a loop of send with callbacks on a producer with the same properties, until all are acknowledged. */
@Command(name = "sink", description = "KafkaSink against a plain producer's callback loop, in MB/s.")
public final class SinkBench implements Callable<Integer> {
    private static final long IN_FLIGHT = 32L << 20;
    private static final double TARGET = .95;

    @Mixin
    BenchOptions options = new BenchOptions();

    private record Case(int size, long bytes) {
        int count() {
            return Math.toIntExact(bytes / size);
        }
    }

    private static final List<Case> CASES =
            List.of(new Case(1 << 20, 512L << 20), new Case(64 << 10, 512L << 20), new Case(1 << 10, 128L << 20));

    @Override
    public Integer call() throws Exception {
        List<Comparison> comparisons = new ArrayList<>();
        try (BenchTopic topic = BenchTopic.start()) {
            for (Case each : CASES) {
                topic.renew();
                comparisons.add(Comparison.run(
                        "sink " + BenchTopic.name(each.size()),
                        "MB/s",
                        TARGET,
                        options.rounds,
                        () -> plain(topic, each),
                        () -> ours(topic, each)));
            }
        }
        return options.report(comparisons);
    }

    private static double plain(BenchTopic topic, Case each) throws InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.<String, Object>copyOf(topic.producer()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(BenchTopic.NAME);
            CountDownLatch acknowledged = new CountDownLatch(each.count());
            byte[] value = new byte[each.size()];
            long begun = System.nanoTime();
            for (int i = 0; i < each.count(); i++) {
                var unused = producer.send(
                        new ProducerRecord<>(BenchTopic.NAME, 0, null, value),
                        (metadata, e) -> acknowledged.countDown());
            }
            acknowledged.await();
            return BenchTopic.rate(each.bytes(), System.nanoTime() - begun);
        }
    }

    private static double ours(BenchTopic topic, Case each) {
        try (KafkaSink sink =
                new KafkaSink(topic.producer(), IN_FLIGHT, producer -> producer.partitionsFor(BenchTopic.NAME))) {
            byte[] value = new byte[each.size()];
            long begun = System.nanoTime();
            sink.send(Flux.range(0, each.count()).map(i -> new OutgoingRecord(BenchTopic.NAME, 0, null, value)))
                    .blockLast();
            return BenchTopic.rate(each.bytes(), System.nanoTime() - begun);
        }
    }
}
