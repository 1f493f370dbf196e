package ganflux.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ganflux.broker.KafkaBroker;
import ganflux.stream.service.ServiceMeters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The page in a real browser, fed by a real broker. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long STEPS = 3000;
    private static final String DRAWN = """
            return ['losses', 'scores', 'speed', 'diversity'].every(id => {
              const canvas = document.getElementById(id);
              const settled = canvas.clientHeight === canvas.parentElement.clientHeight;
              return settled && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(v => v > 0);
            });
            """;
    private static final Path PICTURES = Path.of("target", "page");
    /** A run whose newest report is of now. */
    private static final SimulatedRun run = new SimulatedRun("run-a", System.currentTimeMillis() - STEPS * 40);

    @TempDir
    static Path dir;

    private static KafkaBroker broker;
    private static Producing trainer;
    private static ServiceMeters meters;
    private static MonitorService monitor;
    private static Browser browser;
    private static long sent;

    @BeforeAll
    static void start() {
        browser = new Browser(dir.resolve("profile"));
        broker = KafkaBroker.start(dir.resolve("broker"), 0);
        meters = new ServiceMeters();
        monitor = startMonitor(0);
        trainer = new Producing(broker.bootstrap());
        send(STEPS);
    }

    private static MonitorService startMonitor(int port) {
        MonitorService service = new MonitorService(
                new MonitorConfig(
                        Map.of("bootstrap.servers", broker.bootstrap()),
                        "127.0.0.1",
                        port,
                        Optional.empty(),
                        Optional.empty()),
                meters);
        service.start();
        return service;
    }

    private static void send(long upTo) {
        trainer.steps(run, sent + 1, upTo);
        sent = upTo;
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable each : new AutoCloseable[] {browser, trainer, monitor, meters, broker}) {
            if (each != null) {
                try {
                    each.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    @BeforeEach
    void open() {
        browser.resize(1280, 900);
        browser.prefer("light");
        browser.open(monitor.address());
        awaitStep(sent);
    }

    @Test
    void showsTheValuesOfTheMetrics() throws Exception {
        Exposition metrics = metrics();
        Map<String, String> plain = Map.of(
                "tile-step", "ganflux_latest_step",
                "tile-real-score", "ganflux_real_score_ratio",
                "tile-fake-score", "ganflux_fake_score_ratio",
                "tile-lag", "ganflux_lag_records",
                "tile-buffered", "ganflux_buffered_bytes",
                "tile-diversity", "ganflux_diversity_pair_distance_ratio");
        plain.forEach((tile, metric) ->
                assertThat(browser.value(tile)).as(tile).isEqualTo(metrics.value(metric, "run=\"run-a\"")));
        for (String network : List.of("discriminator", "generator")) {
            assertThat(browser.value("tile-" + network + "-loss"))
                    .isEqualTo(metrics.value("ganflux_loss", "network=\"" + network + "\",run=\"run-a\""));
        }
        assertThat(browser.text("tile-step")).isEqualTo(String.format("%,d", sent));
        assertThat(browser.value("tile-steps-per-second")).isEqualTo(25);
        assertThat(browser.value("tile-images-per-second")).isEqualTo(1600);
    }

    @Test
    void saysWhoTrainsWhat() {
        assertThat(browser.text("run-name")).isEqualTo("run-a");
        assertThat(browser.text("run-preset")).isEqualTo("mlp-mnist");
        assertThat(String.valueOf(browser.script("return document.title")))
                .isEqualTo(String.format("step %,d · 1,600 images/s · run-a · mlp-mnist · Ganflux", sent));
    }

    @Test
    void followsNewReportsAndSamples() {
        send(sent + 100 - sent % 100);
        awaitStep(sent);
        await().atMost(PATIENCE)
                .until(() -> browser.script(
                                "return ['fixed', 'fresh', 'real'].every(kind => document.getElementById(`grid-${kind}`).dataset.step == "
                                        + sent + ")")
                        .equals(true));
        assertThat(browser.script("return document.getElementById('grid-real').naturalWidth"))
                .isEqualTo(224L);
    }

    @Test
    void drawsEveryCurve() {
        for (String chart : List.of("losses", "scores", "speed", "diversity")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(browser.script("return Chart.getChart('" + chart
                                    + "').data.datasets.every(d => d.faint || d.data.length >= 16)"))
                            .as(chart)
                            .isEqualTo(true));
            assertThat(browser.element(chart).getAttribute("aria-label")).contains("Now: ");
        }
    }

    @Test
    void narrowsTheRangeAndHidesASeries() {
        browser.script("document.querySelector('input[value=\"500\"]').click()");
        assertThat(browser.script("return Chart.getChart('losses').options.scales.x.min"))
                .isEqualTo(sent - 499);
        browser.element("losses-legend")
                .findElement(org.openqa.selenium.By.tagName("button"))
                .click();
        assertThat(browser.script("return Chart.getChart('losses').isDatasetVisible(0)"))
                .isEqualTo(false);
        assertThat(browser.script("return Chart.getChart('losses').isDatasetVisible(2)"))
                .isEqualTo(true);
    }

    @Test
    void readsACurveByKeyboard() {
        // A redraw may come between a key and the look at what it did.
        await().atMost(PATIENCE).untilAsserted(() -> {
            browser.element("scores").sendKeys(Keys.END);
            assertThat(scoresTooltip()).isEqualTo(String.format("Step %,d", sent));
        });
        await().atMost(PATIENCE).untilAsserted(() -> {
            browser.element("scores").sendKeys(Keys.END, Keys.ARROW_LEFT);
            assertThat(scoresTooltip()).startsWith("Step ").isNotEqualTo(String.format("Step %,d", sent));
        });
        browser.element("scores").sendKeys(Keys.ESCAPE);
        assertThat(browser.script("return Chart.getChart('scores').getActiveElements().length"))
                .isEqualTo(0L);
    }

    /** What the tooltip of the scores is headed with; empty where there is none. */
    private static String scoresTooltip() {
        return String.valueOf(browser.script("return (Chart.getChart('scores').tooltip.title || [''])[0]"));
    }

    @Test
    void saysInWordsHowItGoes() {
        SimulatedRun old = new SimulatedRun("old", System.currentTimeMillis() - 3_600_000);
        trainer.steps(old, 1, 10);
        trainer.report(new SimulatedRun("starved", System.currentTimeMillis() - 400)
                .report(10).toBuilder().setWaitSeconds(3).build());
        trainer.report(new SimulatedRun("broken", System.currentTimeMillis() - 400)
                .report(10).toBuilder()
                        .setNonFinite(true)
                        .setGeneratorLoss(Double.NaN)
                        .build());
        trainer.flush();
        assertState("?run=old", "silent", "No report for ");
        assertState("?run=starved", "waiting", "Waiting for images 99 %");
        assertState("?run=broken", "broken", "Not a number");
        assertThat(browser.text("tile-generator-loss")).isEqualTo("–");
        assertState("?run=none", "waiting", "Waiting for a first report of run none");
    }

    @Test
    void findsTheMonitorAgainAfterItsRestart() {
        int port = monitor.port();
        monitor.close();
        meters.close();
        await().atMost(PATIENCE).until(() -> browser.text("state-words").equals("Monitor not reached"));
        send(sent + 10);
        meters = new ServiceMeters();
        monitor = startMonitor(port);
        awaitStep(sent);
        // The browser names each failed attempt in its console: nothing to hold against the page.
        assertThat(browser.errors()).allMatch(error -> error.contains("/events") || error.contains("/api/history"));
        browser.forgetErrors();
    }

    @Test
    void asksNobodyElseAndHasNothingToComplainOf() {
        // The browser's own pages (chrome:) come from itself.
        assertThat(browser.requests())
                .anyMatch(address -> address.equals(monitor.address()))
                .allMatch(address -> address.startsWith("http://127.0.0.1:")
                        || address.startsWith("data:")
                        || address.startsWith("chrome:"));
        assertThat(browser.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1280,light", "1280,dark", "380,light", "380,dark"})
    void fitsItsWindow(int width, String scheme) throws IOException {
        browser.resize(width, 900);
        browser.prefer(scheme);
        browser.open(monitor.address());
        awaitStep(sent);
        await().atMost(PATIENCE)
                .until(() -> browser.script(
                                "return !document.getElementById('grid-real').hidden && Chart.getChart('losses').data.datasets[0].data.length > 0")
                        .equals(true));
        assertThat(browser.script("return document.documentElement.scrollWidth"))
                .isEqualTo((long) width);
        long height = (Long) browser.script("return document.documentElement.scrollHeight");
        browser.resize(width, (int) height);
        // A canvas is blank from its resizing until it is drawn again.
        await().atMost(PATIENCE).until(() -> browser.script(DRAWN).equals(true));
        browser.picture(PICTURES.resolve("page-" + width + "-" + scheme + ".png"));
        assertThat(PICTURES.resolve("page-" + width + "-" + scheme + ".png")).isNotEmptyFile();
    }

    private static void assertState(String query, String state, String words) {
        browser.open(monitor.address() + query);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(browser.element("state").getAttribute("data-state")).isEqualTo(state);
            assertThat(browser.text("state-words") + " " + browser.text("state-detail"))
                    .startsWith(words);
        });
    }

    private static void awaitStep(long step) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.value("tile-step")).isEqualTo((double) step));
    }

    private static Exposition metrics() throws IOException, InterruptedException {
        return Exposition.parse(HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(monitor.address() + "metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }
}
