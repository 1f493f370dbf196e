package ganflux.bench;

import ganflux.broker.BrokerProcess;
import ganflux.trainer.checkpoint.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A broker in a child JVM, and a directory for what a benchmark writes; both go with it. */
public final class BenchBroker implements AutoCloseable {
    private final Path directory;
    private final BrokerProcess broker;

    private BenchBroker(Path directory, BrokerProcess broker) {
        this.directory = directory;
        this.broker = broker;
    }

    /** Starts the broker, in some seconds. */
    public static BenchBroker start() throws IOException {
        Path directory = Files.createTempDirectory("ganflux-bench");
        return new BenchBroker(directory, BrokerProcess.start(directory.resolve("kafka")));
    }

    /** Where a benchmark may write. */
    public Path directory() {
        return directory;
    }

    /** {@code HOST:PORT}. */
    public String bootstrap() {
        return broker.bootstrap();
    }

    /** Properties for any Kafka client. */
    public Map<String, String> client() {
        return Map.of("bootstrap.servers", bootstrap());
    }

    @Override
    public void close() throws IOException {
        broker.close();
        Disk.deleteTree(directory);
    }
}
