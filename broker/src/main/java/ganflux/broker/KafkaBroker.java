package ganflux.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka broker inside this process: one node, KRaft, plaintext on 127.0.0.1. Its data stay in the directory and are
 * found again at the next start.
 *
 * <p>A fatal fault inside Kafka halts the JVM that it runs in, so programs use {@link BrokerProcess}; this class is for
 * that child and for tests. Thread-safe.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private final DirectoryLock lock;
    private final KafkaRaftServer server;
    private final Ports ports;
    private boolean closed;

    private KafkaBroker(DirectoryLock lock, KafkaRaftServer server, Ports ports) {
        this.lock = lock;
        this.server = server;
        this.ports = ports;
    }

    /**
     * Where it listens on 127.0.0.1.
     *
     * @param advertised where clients are told to come to
     * @param secured of the second listener; 0 for none
     */
    record Ports(int broker, int advertised, int controller, int secured) {}

    /**
     * Starts a broker and returns once it answers.
     *
     * @param dataDir where its data are kept; created and formatted where it is new
     * @param port where it listens; 0 for a free port
     * @throws BrokerException where the directory is in use or unusable, the port is taken, or Kafka fails
     */
    public static KafkaBroker start(Path dataDir, int port) {
        return start(dataDir, port, 0, Map.of());
    }

    /**
     * As {@link #start(Path, int)}, on a free port, for a proxy in front of it: clients are told to come to
     * {@code advertisedPort} of 127.0.0.1.
     */
    public static KafkaBroker startBehind(Path dataDir, int advertisedPort) {
        return start(dataDir, 0, advertisedPort, Map.of());
    }

    /**
     * As {@link #start(Path, int)}, on a free port, with a second listener for clients that come by TLS and say who they are.
     *
     * @param secured server properties of that listener, such as {@code ssl.keystore.location}, without a prefix
     */
    public static KafkaBroker startSecured(Path dataDir, Map<String, String> secured) {
        return start(dataDir, 0, 0, secured);
    }

    private static KafkaBroker start(Path dataDir, int port, int advertisedPort, Map<String, String> secured) {
        Path directory = dataDir.toAbsolutePath();
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            return start(directory, port, advertisedPort, secured, lock);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static KafkaBroker start(
            Path directory, int port, int advertisedPort, Map<String, String> secured, DirectoryLock lock) {
        if (port != 0) {
            return startOnce(directory, port, advertisedPort, secured, lock);
        }
        // Another process may take a free port between our looking and Kafka's binding.
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            int free = FreePort.find();
            try {
                return startOnce(directory, free, advertisedPort, secured, lock);
            } catch (BrokerException e) {
                if (FreePort.isFree(free)) {
                    throw e;
                }
            }
        }
        return startOnce(directory, FreePort.find(), advertisedPort, secured, lock);
    }

    private static KafkaBroker startOnce(
            Path directory, int port, int advertisedPort, Map<String, String> secured, DirectoryLock lock) {
        if (!FreePort.isFree(port)) {
            throw new BrokerException(
                    "port " + port + " on 127.0.0.1 is taken; choose another port, or 0 for a free one");
        }
        Ports ports = new Ports(
                port,
                advertisedPort == 0 ? port : advertisedPort,
                FreePort.find(),
                secured.isEmpty() ? 0 : FreePort.find());
        Map<String, String> settings = BrokerSettings.of(directory.resolve("logs"), ports, secured);
        format(directory, settings);
        KafkaRaftServer server = create(directory, settings);
        try {
            server.startup();
        } catch (RuntimeException | Error e) {
            server.shutdown(); // a failed start leaves threads behind
            throw failed(directory, e);
        }
        return new KafkaBroker(lock, server, ports);
    }

    private static KafkaRaftServer create(Path directory, Map<String, String> settings) {
        try {
            return new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        } catch (RuntimeException e) {
            throw failed(directory, e);
        }
    }

    private static BrokerException failed(Path directory, Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new BrokerException("the broker in " + directory + " does not start: " + root, e);
    }

    /** Writes the cluster's identity into a new directory; leaves a formatted one as it is. */
    private static void format(Path directory, Map<String, String> settings) {
        Path logs = directory.resolve("logs");
        Path file = directory.resolve("server.properties");
        String clusterId;
        try {
            Files.createDirectories(logs);
            clusterId = clusterId(logs.resolve("meta.properties"));
            store(settings, file);
        } catch (IOException e) {
            throw new BrokerException("the broker directory " + directory + " cannot be used: " + e, e);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String[] arguments = {"format", "--ignore-formatted", "--cluster-id", clusterId, "--config", file.toString()};
        int exit = StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
        if (exit != 0) {
            throw new BrokerException("the broker directory " + directory + " cannot be formatted: "
                    + said.toString(StandardCharsets.UTF_8).strip());
        }
    }

    private static String clusterId(Path meta) throws IOException {
        String fresh = Uuid.randomUuid().toString();
        if (!Files.exists(meta)) {
            return fresh;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(meta)) {
            properties.load(reader);
        }
        return properties.getProperty("cluster.id", fresh);
    }

    private static void store(Map<String, String> settings, Path file) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "Written at each start of the broker.");
        }
    }

    /** Where clients find it: {@code 127.0.0.1:port}. */
    public String bootstrap() {
        return "127.0.0.1:" + ports.broker();
    }

    /** The port of {@link #bootstrap()}. */
    public int port() {
        return ports.broker();
    }

    /**
     * Where clients find the second listener.
     *
     * @throws IllegalStateException where there is none
     */
    public String securedBootstrap() {
        if (ports.secured() == 0) {
            throw new IllegalStateException("this broker was not started with a second listener");
        }
        return "127.0.0.1:" + ports.secured();
    }

    /** Stops the broker and waits for it; later calls do nothing. */
    @Override
    public synchronized void close() {
        // Synchronised because concurrent shutdowns of a KafkaRaftServer wait for each other for minutes.
        if (closed) {
            return;
        }
        closed = true;
        try {
            server.shutdown();
            server.awaitShutdown();
        } finally {
            lock.close();
        }
    }
}
