package ganflux.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ganflux.broker.KafkaBroker;
import ganflux.monitor.diversity.PairDistance;
import ganflux.stream.Topics;
import ganflux.stream.command.UserError;
import ganflux.stream.service.ServiceMeters;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The monitor against a real broker, seen from outside. */
class MonitorServiceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path dir;

    private static KafkaBroker broker;

    private final HttpClient http = HttpClient.newHttpClient();
    private final SimulatedRun run = new SimulatedRun("a", System.currentTimeMillis() - 100_000);
    private ServiceMeters meters;
    private MonitorService monitor;
    private Producing trainer;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(dir, 0);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() {
        begin(Optional.empty());
        trainer = new Producing(broker.bootstrap());
    }

    private void begin(Optional<String> only) {
        meters = new ServiceMeters();
        monitor = new MonitorService(config(broker.bootstrap(), 0, only), meters);
        monitor.start();
    }

    @AfterEach
    void stop() throws Exception {
        trainer.close();
        end();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.deleteTopics(List.of(Topics.REPORTS, Topics.SAMPLES)).all().get();
        }
    }

    private void end() {
        monitor.close();
        meters.close();
    }

    @Test
    void turnsReportsIntoMetricsAndHistory() throws Exception {
        assertThat(text("/healthz")).contains("waiting for a first report");
        assertThat(text("/api/history")).contains("\"run\":null");
        SimulatedRun live = new SimulatedRun("a", System.currentTimeMillis());
        trainer.steps(live, 1, 300);
        awaitStep(300);
        StepReport last = live.report(300);
        SampleBatch sample = live.sample(300);
        await().atMost(PATIENCE)
                .until(() ->
                        Exposition.parse(text("/metrics")).value("ganflux_last_sample_timestamp_seconds", "run=\"a\"")
                                == sample.getCreatedAtMs() / 1000.0);
        Exposition metrics = Exposition.parse(text("/metrics"));
        assertThat(metrics.value("ganflux_steps_total", "run=\"a\"")).isEqualTo(300);
        assertThat(metrics.value("ganflux_loss", "network=\"generator\",run=\"a\""))
                .isEqualTo(last.getGeneratorLoss());
        assertThat(metrics.value("ganflux_diversity_pair_distance_ratio", "run=\"a\""))
                .isEqualTo(PairDistance.ratio(
                        sample.getFreshFakes().toByteArray(), sample.getReals().toByteArray(), 28 * 28));
        assertThat(metrics.samples().keySet()).anyMatch(name -> name.startsWith("kafka_consumer_"));
        assertThat(text("/api/history"))
                .contains("\"run\":\"a\"", "\"sequence\":300", "\"discriminatorLoss\":" + last.getDiscriminatorLoss());
        assertThat(text("/healthz")).isEqualTo("ok\n");
    }

    /** Such as by a broker whose disk was replaced. What is lost leaves a gap, and no more. */
    @Test
    void goesOnWhereATopicIsMadeAnew() throws Exception {
        trainer.steps(run, 1, 300);
        awaitStep(300);
        Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrap());
        try (Admin admin = Admin.create(Map.copyOf(client))) {
            admin.deleteTopics(List.of(Topics.REPORTS)).all().get();
        }
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            Topics.ensure(client, PATIENCE, Topics.reporting());
            return true;
        });
        try (Producing again = new Producing(broker.bootstrap())) {
            again.steps(run, 301, 310);
            awaitStep(310);
        }
        assertThat(text("/healthz")).startsWith("ok");
    }

    @Test
    void skipsForeignRecordsBetweenGoodOnes() throws Exception {
        trainer.report(run.report(1));
        trainer.send(Topics.REPORTS, "{\"not\": \"protobuf\"}".getBytes(StandardCharsets.UTF_8));
        trainer.sample(run.sample(1));
        trainer.send(Topics.SAMPLES, new byte[] {0, 1, 2});
        trainer.report(run.report(2));
        trainer.sample(run.sample(2));
        trainer.flush();
        awaitStep(2);
        await().atMost(PATIENCE).until(() -> text("/api/history").contains("\"sampleStep\":2"));
        Exposition metrics = Exposition.parse(text("/metrics"));
        for (String topic : new String[] {Topics.REPORTS, Topics.SAMPLES}) {
            String labels = "outcome=\"%s\",topic=\"" + topic + "\"";
            assertThat(metrics.value("ganflux_monitor_records_total", labels.formatted("applied")))
                    .isEqualTo(2);
            assertThat(metrics.value("ganflux_monitor_records_total", labels.formatted("rejected")))
                    .isEqualTo(1);
        }
        assertThat(text("/healthz")).isEqualTo("ok\n");
    }

    @Test
    void streamsReportsAsEvents() throws Exception {
        trainer.steps(run, 1, 5);
        awaitStep(5);
        HttpResponse<InputStream> events = http.send(request("/events"), BodyHandlers.ofInputStream());
        assertThat(events.headers().firstValue("content-type")).contains("text/event-stream");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith("data: {").contains("\"step\":5,");
            assertThat(lines.readLine()).isEmpty();
            trainer.steps(run, 6, 8);
            String line = lines.readLine();
            while (!line.contains("[8,")) {
                assertThat(lines.readLine()).isEmpty();
                line = lines.readLine();
            }
            assertThat(line)
                    .contains(
                            "\"sequence\":8",
                            "\"discriminatorLoss\":" + run.report(8).getDiscriminatorLoss());
            monitor.close();
            assertThat(lines.lines().filter(rest -> !rest.isEmpty()))
                    .as("the stream ends with the service")
                    .allMatch(rest -> rest.startsWith("data: {"));
        }
    }

    @Test
    void drawsSamplesAsPng() throws Exception {
        trainer.steps(run, 1, 200);
        await().atMost(PATIENCE).until(() -> status("/samples/fixed.png?step=200") == 200);
        assertGrid("/samples/fixed.png", run.sample(200).getFixedFakes().toByteArray());
        assertGrid("/samples/fresh.png", run.sample(200).getFreshFakes().toByteArray());
        assertGrid(
                "/samples/real.png?step=100&run=a", run.sample(100).getReals().toByteArray());
        assertThat(status("/samples/real.png?step=150")).isEqualTo(404);
        assertThat(status("/samples/real.png?step=x")).isEqualTo(400);
        assertThat(status("/samples/real.png?run=b")).isEqualTo(404);
        assertThat(status("/samples/other.png")).isEqualTo(404);
        assertThat(status("/samples/real")).isEqualTo(404);
    }

    @Test
    void showsAPictureAtOnceAfterARestart() throws Exception {
        trainer.steps(run, 1, 2500);
        awaitStep(2500);
        end();
        begin(Optional.empty());
        awaitStep(2500);
        Exposition metrics = Exposition.parse(text("/metrics"));
        assertThat(metrics.value("ganflux_monitor_records_total", "outcome=\"applied\",topic=\"ganflux.reports\""))
                .isEqualTo(2000);
        assertThat(metrics.value("ganflux_latest_step", "run=\"a\"")).isEqualTo(2500);
        assertThat(metrics.value("ganflux_steps_total", "run=\"a\""))
                .as("trained before the monitor started")
                .isZero();
        await().atMost(PATIENCE).until(() -> status("/samples/fixed.png?step=2500") == 200);
        assertThat(status("/samples/fixed.png?step=1000")).isEqualTo(200);
        assertThat(status("/samples/fixed.png?step=900")).isEqualTo(404);
    }

    @Test
    void followsOnlyTheRunAskedFor() throws Exception {
        end();
        begin(Optional.of("b"));
        trainer.steps(run, 1, 3);
        trainer.steps(new SimulatedRun("b", System.currentTimeMillis()), 1, 7);
        awaitStep(7);
        assertThat(text("/api/history")).contains("\"runs\":[\"b\"]");
        assertThat(text("/metrics")).doesNotContain("run=\"a\"");
    }

    @Test
    void guardsItsAnswers() throws Exception {
        Map<String, String> keeping = Map.of(
                "/", "no-cache",
                "/assets/page.js", "no-cache",
                "/assets/chart.umd.min.js", "no-cache",
                "/api/history", "no-store",
                "/api/grids", "no-store",
                "/api/points", "no-store",
                "/metrics", "no-store",
                "/samples/none.png", "no-store");
        for (Map.Entry<String, String> expected : keeping.entrySet()) {
            var headers = http.send(request(expected.getKey()), BodyHandlers.discarding())
                    .headers();
            assertThat(headers.allValues("content-security-policy"))
                    .singleElement()
                    .isEqualTo("default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                            + " object-src 'none'");
            assertThat(headers.allValues("x-content-type-options")).containsExactly("nosniff");
            assertThat(headers.allValues("referrer-policy")).containsExactly("no-referrer");
            assertThat(headers.allValues("cross-origin-resource-policy")).containsExactly("same-origin");
            assertThat(headers.allValues("cache-control")).as(expected.getKey()).containsExactly(expected.getValue());
        }
        assertThat(text("/")).doesNotContain("http:", "https:", "style=", "onclick");
        assertThat(status("/assets/../index.html")).isEqualTo(404);
    }

    @Test
    void saysThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                ServiceMeters others = new ServiceMeters();
                MonitorService second = new MonitorService(
                        config(broker.bootstrap(), taken.getLocalPort(), Optional.empty()), others)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("--http-port " + taken.getLocalPort());
        }
    }

    @Test
    void isUnwellOnceTheBrokerIsGone(@TempDir Path other) {
        KafkaBroker passing = KafkaBroker.start(other, 0);
        AtomicLong ahead = new AtomicLong();
        InstantSource now = () -> Instant.now().plusSeconds(ahead.get());
        try (ServiceMeters others = new ServiceMeters();
                MonitorService alone = new MonitorService(
                        config(passing.bootstrap(), 0, Optional.empty()), others, now.withZone(ZoneOffset.UTC))) {
            assertThat(alone.health().ok()).as("before it is started").isFalse();
            alone.start();
            assertThat(alone.health().ok()).isTrue();
            passing.close();
            assertThat(alone.health().ok()).as("for a moment").isTrue();
            ahead.set(60);
            assertThat(alone.health().ok()).isFalse();
            assertThat(alone.health().reason()).startsWith("no broker at " + passing.bootstrap() + " for ");
        } finally {
            passing.close();
        }
    }

    private static MonitorConfig config(String bootstrap, int port, Optional<String> only) {
        return new MonitorConfig(
                Map.of("bootstrap.servers", bootstrap), "127.0.0.1", port, only, Optional.empty(), Optional.empty());
    }

    private void awaitStep(long step) {
        await().atMost(PATIENCE).until(() -> text("/api/history").contains("\"step\":" + step + ","));
    }

    private void assertGrid(String path, byte[] pixels) throws Exception {
        HttpResponse<byte[]> png = http.send(request(path), BodyHandlers.ofByteArray());
        assertThat(png.headers().firstValue("content-type")).contains("image/png");
        BufferedImage grid = ImageIO.read(new ByteArrayInputStream(png.body()));
        assertThat(grid.getWidth()).isEqualTo(8 * 28);
        assertThat(grid.getHeight()).isEqualTo(8 * 28);
        Raster raster = grid.getRaster();
        for (int image = 0; image < 64; image++) {
            int[] expected = new int[28 * 28];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = pixels[image * expected.length + i] & 0xff;
            }
            assertThat(raster.getSamples(image % 8 * 28, image / 8 * 28, 28, 28, 0, (int[]) null))
                    .as("image %d of %s", image, path)
                    .containsExactly(expected);
        }
    }

    private String text(String path) throws IOException, InterruptedException {
        return http.send(request(path), BodyHandlers.ofString()).body();
    }

    private int status(String path) throws IOException, InterruptedException {
        return http.send(request(path), BodyHandlers.discarding()).statusCode();
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + monitor.port() + path))
                .build();
    }
}
