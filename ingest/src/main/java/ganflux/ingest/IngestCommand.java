package ganflux.ingest;

import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.HttpOptions;
import ganflux.stream.command.KafkaOptions;
import ganflux.stream.command.ResolvedConfiguration;
import ganflux.stream.command.StopOptions;
import ganflux.stream.service.ServiceEndpoint;
import ganflux.stream.service.ServiceMeters;
import ganflux.stream.service.StopSignal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ganflux ingest}: sends images to Kafka until the source ends or a signal comes. */
@Command(
        name = "ingest",
        sortOptions = false,
        description = "Send images to Kafka: drawn digits, MNIST files, a folder, or images as they arrive.")
public final class IngestCommand implements Callable<Integer> {
    private static final long LOOK_MS = 100;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final IngestOptions options = new IngestOptions();

    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen on for /metrics and /healthz (default: ${DEFAULT-VALUE}; 0.0.0.0 for all).")
    private String httpHost = "";

    @Option(
            names = "--http-port",
            paramLabel = "P",
            defaultValue = "8082",
            description = "Port to listen on; 0 picks a free one (default: ${DEFAULT-VALUE}).")
    private int httpPort;

    @Mixin
    private final StopOptions stop = new StopOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it.
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        IngestConfig config = options.config(kafka.clientProperties());
        StopSignal.install(stop.checked());
        say(out, ResolvedConfiguration.line(ResolvedConfiguration.of(spec)));
        HttpOptions http = new HttpOptions();
        http.host = httpHost;
        http.port = httpPort;
        try (ServiceMeters meters = new ServiceMeters();
                IngestService service = new IngestService(config, meters);
                ServiceEndpoint endpoint =
                        ServiceEndpoint.start(http, meters.registry(), service::health, routes -> {})) {
            say(out, "http://" + httpHost + ":" + endpoint.port() + "/metrics");
            service.start();
            say(out, service.describe());
            boolean finished = watch(service, out);
            service.finish();
            say(out, summary(service.stats(), finished));
        }
        return 0;
    }

    /** Prints a line now and then until the source has ended, which is true, or a stop is requested. */
    private static boolean watch(IngestService service, PrintWriter out) throws InterruptedException {
        long lineAt = System.nanoTime();
        long imagesThen = 0;
        while (!service.done().isDone()) {
            if (StopSignal.await(LOOK_MS)) {
                return false;
            }
            long elapsed = System.nanoTime() - lineAt;
            if (elapsed >= BETWEEN_LINES.toNanos()) {
                IngestStats stats = service.stats();
                say(out, progress(stats, (stats.images() - imagesThen) * 1e9 / elapsed));
                imagesThen = stats.images();
                lineAt += elapsed;
            }
        }
        service.done().join();
        return true;
    }

    static String progress(IngestStats stats, double imagesPerSecond) {
        StringBuilder line = new StringBuilder();
        line.append(stats.images())
                .append(" images sent, ")
                .append(Math.round(imagesPerSecond))
                .append(" images/s");
        if (stats.passSize().isPresent()) {
            line.append(", pass ").append(stats.pass());
        }
        if (stats.skippedImages() > 0) {
            line.append(", ").append(stats.skippedImages()).append(" skipped");
        }
        if (stats.waitsForTrainer()) {
            line.append(", waiting for the trainer: ")
                    .append(stats.untrainedImages())
                    .append(" images untrained");
        }
        return line.toString();
    }

    static String summary(IngestStats stats, boolean finished) {
        StringBuilder line = new StringBuilder(finished ? "done: " : "stopped: ");
        line.append(stats.images()).append(" images sent");
        if (finished && stats.images() == 0 && stats.skippedImages() == 0) {
            line.append(", as the topic has all of them already (--source-id NAME sends them again under that name)");
        }
        if (stats.skippedImages() > 0) {
            line.append(", ")
                    .append(stats.skippedImages())
                    .append(" unreadable ones skipped: ")
                    .append(String.join(", ", stats.skippedNames()))
                    .append(stats.skippedImages() > stats.skippedNames().size() ? ", ..." : "");
        }
        return line.toString();
    }

    private static void say(PrintWriter out, String line) {
        out.println("ingest: " + line);
        out.flush();
    }
}
