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
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Flux;

/**
 * {@code KafkaSink} against a loop of send with callbacks on a producer with the same properties and the same bound on
 * bytes in flight, until all are acknowledged.
 */
@Command(name = "sink", description = "KafkaSink against a plain producer's callback loop, in MB/s.")
public final class SinkBench implements Callable<Integer> {
    private static final int IN_FLIGHT = 32 << 20;

    @Mixin
    BenchOptions options = new BenchOptions();

    /** What one size of records must reach, and how many bytes of them a round writes. */
    private record Case(int size, long bytes, double target) {
        int count() {
            return Math.toIntExact(bytes / size);
        }
    }

    // Small records are the trainer's reports, some dozens a second: what each costs matters little.
    private static final List<Case> CASES = List.of(
            new Case(1 << 20, 512L << 20, .95),
            new Case(64 << 10, 512L << 20, .95),
            new Case(1 << 10, 128L << 20, .75));

    @Override
    public Integer call() throws Exception {
        List<Comparison> comparisons = new ArrayList<>();
        try (BenchTopic topic = BenchTopic.start()) {
            for (Case each : CASES) {
                topic.renew();
                comparisons.add(Comparison.run(
                        "sink " + BenchTopic.name(each.size()),
                        "MB/s",
                        each.target(),
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
            Semaphore room = new Semaphore(IN_FLIGHT);
            byte[] value = new byte[each.size()];
            long begun = System.nanoTime();
            for (int i = 0; i < each.count(); i++) {
                room.acquire(each.size());
                var unused = producer.send(new ProducerRecord<>(BenchTopic.NAME, 0, null, value), (metadata, e) -> {
                    room.release(each.size());
                    acknowledged.countDown();
                });
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
