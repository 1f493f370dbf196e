package ganflux.monitor;

import ganflux.broker.KafkaBroker;
import ganflux.stream.service.ServiceMeters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real browser, a monitor and a real broker for the tests of a class. */
abstract class OnPage {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final Path PICTURES = Path.of("target", "page");

    static Producing trainer;
    static MonitorService monitor;
    static Browser browser;

    private static Path history;
    private static KafkaBroker broker;
    private static ServiceMeters meters;

    @BeforeAll
    static void start(@TempDir Path dir) {
        history = dir.resolve("history");
        browser = new Browser(dir.resolve("profile"));
        broker = KafkaBroker.start(dir.resolve("broker"), 0);
        meters = new ServiceMeters();
        monitor = monitor(0);
        trainer = new Producing(broker.bootstrap());
    }

    private static MonitorService monitor(int port) {
        MonitorService started = new MonitorService(
                new MonitorConfig(
                        Map.of("bootstrap.servers", broker.bootstrap()),
                        "127.0.0.1",
                        port,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(history)),
                meters);
        started.start();
        return started;
    }

    /** Starts another monitor in place of the one that was stopped. */
    static void startMonitor(int port) {
        meters = new ServiceMeters();
        monitor = monitor(port);
    }

    static void stopMonitor() {
        monitor.close();
        meters.close();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {browser, trainer, monitor, meters, broker}) {
            if (each != null) {
                each.close();
            }
        }
    }

    static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(monitor.address() + path)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
