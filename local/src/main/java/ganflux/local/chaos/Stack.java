package ganflux.local.chaos;

import ganflux.broker.BrokerException;
import ganflux.broker.BrokerProcess;
import ganflux.ingest.IngestMain;
import ganflux.monitor.MonitorMain;
import ganflux.stream.Topics;
import ganflux.stream.command.UserError;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.TrainMain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A broker, and ingest, trainer and monitor, each in a JVM of its own. They end with this JVM, unless it is killed itself.
 * Not thread-safe.
 */
final class Stack implements AutoCloseable {
    private static final String NOT_HTTP = "0"; // any free port: nobody asks

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final Settings settings;
    private final Map<Victim, Service> services = new EnumMap<>(Victim.class);
    private final Thread atExit = new Thread(this::killServices, "chaos-exit");
    private BrokerProcess broker;

    /** Starts the broker alone, with all that it and the services leave in {@code directory}. */
    Stack(Path directory, Settings settings) {
        this.directory = directory;
        this.settings = settings;
        broker = startBroker(0);
        Topics.ensure(client(), PATIENCE, List.of(Topics.images(Topics.IMAGES, settings.partitions())));
        services.put(Victim.INGEST, new Service(IngestMain.class, ingest(), directory.resolve("ingest.log")));
        services.put(Victim.TRAINER, new Service(TrainMain.class, train(), directory.resolve("train.log")));
        services.put(Victim.MONITOR, new Service(MonitorMain.class, monitor(), directory.resolve("monitor.log")));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    private BrokerProcess startBroker(int port) {
        try {
            return BrokerProcess.start(directory.resolve("kafka"), port);
        } catch (BrokerException e) {
            throw new UserError("the broker in " + directory + " does not start: " + e.getMessage(), e);
        }
    }

    /** Where the trainer keeps its checkpoints and the rest. */
    Path run() {
        return directory.resolve("run");
    }

    /** For a client of the broker; the same after each of its restarts. */
    Map<String, String> client() {
        return Map.of("bootstrap.servers", broker.bootstrap());
    }

    private List<String> ingest() {
        ImageShape shape = settings.shape();
        return List.of(
                "--bootstrap=" + broker.bootstrap(),
                "--data=digits",
                "--seed=" + settings.seed(),
                "--size=" + shape.height() + "x" + shape.width(),
                "--channels=" + shape.channels(),
                "--batch-images=" + Settings.BATCH_IMAGES,
                "--ahead=" + settings.aheadImages(),
                "--http-port=" + NOT_HTTP);
    }

    private List<String> train() {
        return List.of(
                "--bootstrap=" + broker.bootstrap(),
                "--dir=" + run(),
                "--preset=" + settings.preset().name(),
                "--seed=" + settings.seed(),
                "--order=" + settings.order(),
                "--steps=" + settings.steps(),
                "--checkpoint-every=" + Settings.CHECKPOINT_EVERY,
                "--http-port=" + NOT_HTTP);
    }

    private List<String> monitor() {
        return List.of("--bootstrap=" + broker.bootstrap(), "--http-port=" + NOT_HTTP);
    }

    /** Starts it; the broker is waited for, the others are not. */
    void start(Victim who) {
        if (who == Victim.BROKER) {
            broker = startBroker(broker.port());
        } else {
            service(who).start();
        }
    }

    /** Kills it as a crash would, and waits until it is gone. */
    void kill(Victim who) {
        if (who == Victim.BROKER) {
            broker.kill();
        } else {
            service(who).kill();
        }
    }

    private Service service(Victim who) {
        Service service = services.get(who);
        if (service == null) {
            throw new IllegalArgumentException("no service: " + who);
        }
        return service;
    }

    /**
     * Whether the trainer has reached its last step and ended.
     *
     * @throws UserError where one of the services has ended by itself with a failure
     */
    boolean isTrained() {
        services.values().forEach(Service::requireNoFailure);
        return service(Victim.TRAINER).isDone();
    }

    private void killServices() {
        services.values().forEach(Service::kill);
    }

    @Override
    public void close() {
        killServices();
        broker.close();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
