package ganflux.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The server properties of a node that is broker and controller at once, small enough for a heap of 192 MB. */
final class BrokerSettings {
    private static final int MIB = 1 << 20;

    private BrokerSettings() {}

    /**
     * Properties for a node on 127.0.0.1 that keeps its logs in {@code logDir}.
     *
     * @param secured properties of the listener for TLS and SASL; empty where there is none
     */
    static Map<String, String> of(Path logDir, KafkaBroker.Ports ports, Map<String, String> secured) {
        Map<String, String> settings = new TreeMap<>();
        addIdentity(settings, logDir, ports.broker(), ports.controller());
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + ports.advertised());
        if (!secured.isEmpty()) {
            String listener = ",SECURED://127.0.0.1:" + ports.secured();
            settings.merge("listeners", listener, String::concat);
            settings.merge("advertised.listeners", listener, String::concat);
            settings.merge("listener.security.protocol.map", ",SECURED:SASL_SSL", String::concat);
            secured.forEach((name, value) -> settings.put("listener.name.secured." + name, value));
        }
        addTopics(settings);
        addResources(settings);
        return settings;
    }

    private static void addIdentity(Map<String, String> settings, Path logDir, int brokerPort, int controllerPort) {
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        // Static voters are read from here at each start, so both ports may change between starts.
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("log.dirs", logDir.toString());
        // A node that was killed is fenced until its old session ends: 3-5 s to restart instead of 11-13.
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "300");
    }

    private static void addTopics(Map<String, String> settings) {
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "4");
        // Twice the wire contract's ceiling of 8 MiB.
        settings.put("message.max.bytes", String.valueOf(16 * MIB));
        settings.put("replica.fetch.max.bytes", String.valueOf(16 * MIB));
        // Retention deletes whole segments: they must be small beside a topic's retention.
        settings.put("log.segment.bytes", String.valueOf(128 * MIB));
        // By the usual five minutes and one, a fast source would have filled gigabytes beyond the retention.
        settings.put("log.retention.check.interval.ms", "5000");
        settings.put("log.segment.delete.delay.ms", "1000");
    }

    private static void addResources(Map<String, String> settings) {
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 * MIB)); // 128 MiB would not fit the heap
        settings.put("log.index.size.max.bytes", String.valueOf(MIB)); // preallocated for each segment
    }
}
