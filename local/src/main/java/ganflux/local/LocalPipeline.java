package ganflux.local;

import ganflux.broker.BrokerException;
import ganflux.broker.BrokerProcess;
import ganflux.ingest.IngestConfig;
import ganflux.ingest.IngestService;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.PointMixture;
import ganflux.monitor.MonitorConfig;
import ganflux.monitor.MonitorService;
import ganflux.stream.SourceStats;
import ganflux.stream.command.HttpOptions;
import ganflux.stream.command.UserError;
import ganflux.stream.image.ImageShape;
import ganflux.stream.service.Opened;
import ganflux.stream.service.ServiceMeters;
import ganflux.stream.service.StopSignal;
import ganflux.trainer.TrainerConfig;
import ganflux.trainer.TrainerService;
import ganflux.trainer.preset.Preset;
import ganflux.v1.StepReport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker and the three services, started in the order in which they need each other and closed in reverse. */
final class LocalPipeline implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalPipeline.class);
    private static final long LITTLE_ROOM = 64 << 20;
    private static final Duration DRAINED_AFTER = Duration.ofSeconds(2);

    private final Opened opened = new Opened();
    private final Path directory;
    private final BrokerProcess broker;
    private final IngestService ingest;
    private final TrainerService trainer;
    private final MonitorService monitor;

    /**
     * What to start.
     *
     * @param directory the run's directory; Kafka's data are kept in {@code kafka} below it, the monitor's grids in
     *     {@code history}
     * @param trainer the trainer's configuration for a client's properties
     * @param ingest ingest's configuration for a client's properties
     * @param webhook where to post alarms, if anywhere
     * @param onStep told of every step
     */
    record Plan(
            Path directory,
            Function<Map<String, String>, TrainerConfig> trainer,
            Function<Map<String, String>, IngestConfig> ingest,
            HttpOptions http,
            Optional<URI> webhook,
            Consumer<StepReport> onStep) {}

    /** Starts all; where one does not start, closes what did. */
    static LocalPipeline start(Plan plan) {
        return new LocalPipeline(plan);
    }

    private LocalPipeline(Plan plan) {
        directory = plan.directory();
        boolean complete = false;
        try {
            checkBeforehand(plan);
            broker = opened.add(startBroker(plan.directory()));
            Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrap());
            ServiceMeters meters = opened.add(new ServiceMeters());
            HttpOptions http = plan.http();
            monitor = opened.add(new MonitorService(
                    new MonitorConfig(
                            client,
                            http.host,
                            http.port,
                            Optional.empty(),
                            plan.webhook(),
                            Optional.of(plan.directory().resolve("history"))),
                    meters));
            monitor.start();
            TrainerConfig config = plan.trainer().apply(client);
            trainer = opened.add(new TrainerService(config, meters, plan.onStep()));
            ingest = opened.add(new IngestService(plan.ingest().apply(client), meters));
            ingest.start();
            trainer.start();
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /** Lets mistakes in the options and the data show before anything is started. */
    private static void checkBeforehand(Plan plan) {
        Map<String, String> nowhere = Map.of("bootstrap.servers", "not-started:0");
        TrainerConfig training = plan.trainer().apply(nowhere);
        IngestConfig images = plan.ingest().apply(nowhere);
        try (ImageSource source = images.data().open(images.source())) {
            requireShape(training.preset(), source);
        }
    }

    private static void requireShape(Preset preset, ImageSource source) {
        ImageShape given = source.shape().onTheWire();
        if (!given.equals(preset.shape())) {
            throw new UserError("--preset " + preset.name() + " takes " + named(preset.shape()) + " but --data gives "
                    + named(given) + "; give " + fitting(preset.shape()) + ", or another --preset");
        }
    }

    private static String named(ImageShape shape) {
        return shape.isPoint() ? shape.toString() : "images of " + shape;
    }

    private static String fitting(ImageShape wanted) {
        String mixtures = Arrays.stream(PointMixture.values())
                .filter(mixture -> wanted.equals(ImageShape.points(mixture.dimensions())))
                .map(PointMixture::id)
                .collect(Collectors.joining(" or "));
        return mixtures.isEmpty() ? "other --data" : "--data " + mixtures;
    }

    private static BrokerProcess startBroker(Path directory) {
        try {
            Files.createDirectories(directory);
            return BrokerProcess.start(directory.resolve("kafka"));
        } catch (IOException e) {
            throw new UserError(
                    "--dir " + directory + " cannot be written (" + e + "); give a directory that this user may write",
                    e);
        } catch (BrokerException e) {
            throw new UserError("--dir " + directory + ": " + e.getMessage() + room(directory), e);
        }
    }

    /** What is sent, from where. */
    String images() {
        return ingest.describe();
    }

    /** Where the broker listens, for other commands; another port after each start. */
    String bootstrap() {
        return broker.bootstrap();
    }

    /** Where the live page is. */
    String address() {
        return monitor.address();
    }

    /**
     * Waits for the first reason to stop and says which: the user's signal, the last step asked for, or the end of a
     * finite set of images.
     *
     * @throws UserError where a part has failed
     */
    String awaitEnd() throws InterruptedException {
        while (!StopSignal.await(200)) {
            if (trainer.done().isDone()) {
                result("training", trainer.done());
                return "done";
            }
            if (!broker.isAlive()) {
                throw new UserError(brokerEnd());
            }
            if (ingest.done().isDone()) {
                result("ingest", ingest.done());
                if (drained()) {
                    return "the images have ended (--loop repeats them)";
                }
            }
        }
        return "stopped";
    }

    private String brokerEnd() {
        return "the Kafka broker has ended" + room(directory) + "; its log is " + directory.resolve("kafka/broker.log");
    }

    /** A word on the disk, where it may be what ails a broker. */
    private static String room(Path directory) {
        try {
            long bytes = Files.getFileStore(directory).getUsableSpace();
            return bytes >= LITTLE_ROOM
                    ? ""
                    : ", and the disk of --dir " + directory + " has " + (bytes >> 20)
                            + " MiB left: make room, and start again to go on";
        } catch (IOException e) {
            log.debug("What room there is cannot be told", e);
            return "";
        }
    }

    /** Whether everything that was sent is polled, and the rest of it too little for a step. */
    private boolean drained() {
        Optional<SourceStats> stats = trainer.sourceStats();
        return stats.isPresent()
                && stats.get().lagRecords() <= stats.get().bufferedRecords()
                && trainer.waiting().compareTo(DRAINED_AFTER) > 0;
    }

    /** Finishes the step under way, writes the last checkpoint and returns its step. */
    long stop() {
        trainer.stop();
        return result("training", trainer.done());
    }

    private static <T> T result(String what, CompletableFuture<T> done) {
        try {
            return done.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof UserError user ? user : new UserError(what + " has failed: " + cause, cause);
        }
    }

    @Override
    public void close() {
        opened.close();
    }
}
