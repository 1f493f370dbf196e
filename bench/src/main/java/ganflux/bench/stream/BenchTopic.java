package ganflux.bench.stream;

import ganflux.bench.BenchBroker;
import ganflux.stream.TopicSpec;
import ganflux.stream.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** A broker in a child JVM with a topic of one partition, for one size of records. */
final class BenchTopic implements AutoCloseable {
    static final String NAME = "bench";

    private static final int MIB = 1 << 20;

    private final BenchBroker broker;

    private BenchTopic(BenchBroker broker) {
        this.broker = broker;
    }

    static BenchTopic start() throws IOException {
        return new BenchTopic(BenchBroker.start());
    }

    /** An empty topic in place of the one that was there. */
    void renew() throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(client()))) {
            if (admin.listTopics().names().get().contains(NAME)) {
                admin.deleteTopics(List.of(NAME)).all().get();
            }
        }
        Topics.ensure(
                client(),
                Duration.ofSeconds(30),
                List.of(new TopicSpec(NAME, 1, (short) 1, Duration.ofHours(1), -1, 16 * MIB)));
    }

    Map<String, String> client() {
        return broker.client();
    }

    /** The properties of both sides that read: those of a source with a budget of 64 MiB. */
    Map<String, String> consumer() {
        Map<String, String> properties = new HashMap<>(client());
        properties.put("fetch.max.bytes", String.valueOf(16 * MIB));
        properties.put("max.partition.fetch.bytes", String.valueOf(4 * MIB));
        return properties;
    }

    /** The properties of both sides that write: those of a sink with 32 MiB in flight. */
    Map<String, String> producer() {
        Map<String, String> properties = new HashMap<>(client());
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        properties.put("buffer.memory", String.valueOf(64 * MIB));
        properties.put("batch.size", String.valueOf(MIB));
        properties.put("linger.ms", "5");
        properties.put("max.request.size", String.valueOf(16 * MIB));
        return properties;
    }

    /** {@code 1 MiB}, {@code 64 KiB}. */
    static String name(int size) {
        return size >= MIB ? size / MIB + " MiB" : size / 1024 + " KiB";
    }

    /** Megabytes a second. */
    static double rate(long bytes, long nanos) {
        return bytes * 1e3 / nanos;
    }

    @Override
    public void close() throws IOException {
        broker.close();
    }
}
