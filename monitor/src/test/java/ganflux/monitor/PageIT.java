package ganflux.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.awaitility.Awaitility.await;

import ganflux.monitor.alarm.AlarmKind;
import ganflux.monitor.diversity.online.Metric;
import ganflux.v1.StepReport;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The page in a real browser, fed by a real broker. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PageIT extends OnPage {
    private static final long STEPS = 3000;
    private static final String DRAWN = """
            return ['losses', 'scores', 'score-bins', 'diversity', 'classes', 'speed'].every(id => {
              const canvas = document.getElementById(id);
              const settled = canvas.clientHeight === canvas.parentElement.clientHeight;
              return settled && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(v => v > 0);
            });
            """;
    /** A run whose newest report is of now. */
    private static final SimulatedRun run = new SimulatedRun("run-a", System.currentTimeMillis() - STEPS * 40);

    private static long sent;

    @BeforeAll
    static void train() {
        send(STEPS);
    }

    private static void send(long upTo) {
        trainer.judged(run, sent + 1, upTo);
        sent = upTo;
    }

    @BeforeEach
    void open() {
        browser.resize(1280, 900);
        browser.prefer("light");
        // By its name, as another run may have reported last.
        browser.open(monitor.address() + "?run=run-a");
        awaitStep(sent);
        // Evaluations come by a topic of their own, which may be behind.
        String newest = String.format("of step %,d against", sent - sent % 100);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.text("evaluated")).contains(newest));
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
                "tile-checkpoint", "ganflux_checkpoint_step");
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
    void showsTheEvaluationOfTheMetrics() throws Exception {
        String of = "metric=\"%s\",run=\"run-a\"";
        Exposition metrics = metrics();
        for (Metric metric : Metric.values()) {
            double value = metrics.value("ganflux_diversity", of.formatted(metric.id()));
            double shown = tableValue(metric);
            if (Double.isNaN(value)) {
                assertThat(shown).as(metric.id()).isNaN();
            } else {
                assertThat(shown).as(metric.id()).isCloseTo(value, offset(1e-6 * Math.max(1, Math.abs(value))));
            }
        }
        assertThat(browser.value("tile-coverage")).isEqualTo(tableValue(Metric.COVERAGE));
        assertThat(browser.value("classes-accuracy"))
                .isEqualTo(metrics.value("ganflux_classifier_accuracy_ratio", "run=\"run-a\""));
        // The simulated run: recall stays under its band, structural similarity over it, density over it, class 7 is
        // missing.
        assertThat(verdict(Metric.RECALL)).contains("below: worse than reals");
        assertThat(verdict(Metric.MS_SSIM_EXCESS)).contains("above: worse than reals");
        assertThat(verdict(Metric.DENSITY)).contains("above: not worse than reals");
        assertThat(verdict(Metric.JSD)).contains("inside");
        assertThat(verdict(Metric.BIRTHDAY_SUPPORT)).contains("no near copies");
        assertThat(browser.text("classes-words")).isEqualTo("Missing among the generated images: 7.");
        assertThat(browser.script("return Chart.getChart('score-bins').data.datasets[0].data.length"))
                .isEqualTo(20L);
    }

    @Test
    void saysThatItIsCalibratingAndLearning() {
        SimulatedRun young = new SimulatedRun("young", System.currentTimeMillis() - 12_000);
        trainer.judged(young, 1, 300);
        trainer.judged(new SimulatedRun("unmeasured", System.currentTimeMillis() - 400), 1, 10);
        browser.open(monitor.address() + "?run=young");
        awaitText("tile-coverage-verdict", "calibrating");
        assertThat(verdict(Metric.COVERAGE)).contains("calibrating");
        assertThat(verdict(Metric.EFFECTIVE_MODES)).contains("classifier still learning");
        await().atMost(PATIENCE)
                .until(() -> browser.text("classes-words").startsWith("The classifier is still learning"));
        browser.open(monitor.address() + "?run=unmeasured");
        awaitStep(10);
        assertThat(browser.text("classes-words")).isEqualTo("No evaluation so far.");
        assertThat(browser.text("evaluated")).startsWith("No evaluation so far");
    }

    @Test
    void saysWhereALossHasNoScores() {
        StepReport step = new SimulatedRun("critic", System.currentTimeMillis() - 400).report(1);
        trainer.report(step.toBuilder()
                .setRealScore(Double.NaN)
                .setFakeScore(Double.NaN)
                .setGeneratorScore(Double.NaN)
                .clearRealScoreBins()
                .clearFakeScoreBins()
                .addAllRealScoreBins(Collections.nCopies(20, 0))
                .addAllFakeScoreBins(Collections.nCopies(20, 0))
                .build());
        trainer.flush();
        browser.open(monitor.address() + "?run=critic");
        awaitStep(1);
        await().atMost(PATIENCE).until(() -> browser.text("score-bins-none").endsWith("there are no scores."));
        assertThat(browser.element("score-bins-plot").isDisplayed()).isFalse();
    }

    @Test
    void beginsItsChartsAnewWhereTheRunDoes() {
        trainer.judged(new SimulatedRun("again", System.currentTimeMillis() - 200_000), 1, 2000);
        browser.open(monitor.address() + "?run=again");
        awaitStep(2000);
        SimulatedRun anew = new SimulatedRun("again", System.currentTimeMillis() - 12_000);
        LongStream.rangeClosed(1, 260).mapToObj(anew::report).forEach(trainer::report);
        trainer.flush();
        awaitStep(260);
        trainer.evaluation(anew.evaluation(100));
        trainer.evaluation(anew.evaluation(200));
        trainer.flush();
        await().atMost(PATIENCE)
                .until(() -> browser.script(
                                "return Chart.getChart('diversity').data.datasets[0].data.map(p => p.x).at(-1) === 200")
                        .equals(true));
        assertThat(browser.script("return Chart.getChart('losses').scales.x.max <= 300"))
                .isEqualTo(true);
    }

    @Test
    void drawsTheMetricThatIsChosen() {
        browser.script("const s = document.getElementById('metric-select'); s.value = 'recall';"
                + " s.dispatchEvent(new Event('change'))");
        String chart = "const d = Chart.getChart('diversity').data.datasets;";
        assertThat(browser.script(chart + "return d[0].label")).isEqualTo("Recall");
        assertThat(browser.script(chart + "return d[0].data.length")).isEqualTo(sent / 100);
        assertThat(browser.script(
                        chart + "return d[2].data.every((low, i) => low.y == null || low.y < d[3].data[i].y)"))
                .isEqualTo(true);
        // The first three evaluations had no band yet.
        assertThat(browser.script(chart + "return d[2].data.filter(low => low.y == null).length"))
                .isEqualTo(3L);
    }

    @Test
    void raisesAnAlarmInItsBannerAndExplainsIt() throws Exception {
        SimulatedRun bad = new SimulatedRun("bad", System.currentTimeMillis() - 4_000);
        trainer.judged(bad, 1, 60);
        browser.open(monitor.address() + "?run=bad");
        awaitStep(60);
        assertThat(browser.element("banner").isDisplayed()).isFalse();
        assertThat(browser.script("return document.querySelectorAll('.alarm').length"))
                .isEqualTo((long) AlarmKind.values().length);
        trainer.report(bad.report(61).toBuilder().setNonFinite(true).build());
        trainer.flush();
        await().atMost(PATIENCE).until(() -> browser.element("banner").isDisplayed());
        assertThat(browser.element("banner").getAttribute("role")).isEqualTo("alert");
        assertThat(browser.element("banner").getText())
                .contains("Critical", "Non-finite values", "step 61 ended in a NaN or an infinity", "since step 61")
                .as("an alert is read aloud at every change")
                .doesNotContain("ago");
        assertThat(metrics().value("ganflux_alarm_active", "alarm=\"NonFinite\",run=\"bad\""))
                .isEqualTo(1);
        // The first of the list; the keyboard opens it.
        assertThat(browser.script("return document.querySelector('.alarm').id")).isEqualTo("alarm-NonFinite");
        browser.element("alarm-NonFinite").findElement(By.tagName("summary")).sendKeys(Keys.ENTER);
        assertThat(browser.element("alarm-NonFinite").getText())
                .contains(AlarmKind.NON_FINITE.meaning(), AlarmKind.NON_FINITE.advice());
        trainer.judged(bad, 62, 170);
        await().atMost(PATIENCE).until(() -> !browser.element("banner").isDisplayed());
        assertThat(browser.text("alarm-NonFinite")).contains("Cleared", "at step 161");
    }

    @Test
    void goesBackThroughTheRunByKeyboard() {
        await().atMost(PATIENCE)
                .until(() -> browser.attribute("fixed-slider", "max").equals(String.valueOf(sent / 100 - 1)));
        assertThat(browser.text("fixed-step")).startsWith("newest, step ");
        browser.element("fixed-slider").sendKeys(Keys.HOME);
        assertThat(browser.text("fixed-step")).isEqualTo("step 100");
        browser.element("fixed-slider").sendKeys(Keys.ARROW_RIGHT);
        assertThat(browser.attribute("fixed-slider", "aria-valuetext")).isEqualTo("step 200");
        await().atMost(PATIENCE)
                .until(() -> browser.attribute("grid-fixed", "data-step").equals("200"));
        // It stays where it is while the run goes on.
        send(sent + 100);
        awaitStep(sent);
        assertThat(browser.text("fixed-step")).isEqualTo("step 200");
        browser.element("fixed-slider").sendKeys(Keys.END);
        await().atMost(PATIENCE)
                .until(() -> browser.text("fixed-step").equals(String.format("newest, step %,d", sent)));
        browser.element("fixed-play").sendKeys(Keys.SPACE);
        await().atMost(PATIENCE).until(() -> browser.text("fixed-play").equals("Pause"));
        assertThat(browser.attribute("fixed-play", "aria-label")).isEqualTo("Pause the run's history");
        browser.element("fixed-play").sendKeys(Keys.SPACE);
        assertThat(browser.text("fixed-play")).isEqualTo("Play");
    }

    @Test
    void comparesRuns() {
        trainer.judged(new SimulatedRun("other", System.currentTimeMillis() - 80_000), 1, 2000);
        browser.open(monitor.address() + "?run=run-a&compare=run-a,other");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(browser.script(
                            "return (Chart.getChart('compare-chart')?.data.datasets ?? []).map(d => d.label).join()"))
                    .isEqualTo("run-a,other");
            assertThat(browser.script(
                            "return Chart.getChart('compare-chart').data.datasets.every(d => d.data.length > 100)"))
                    .isEqualTo(true);
        });
        browser.element("compare-toggle").click();
        assertThat(browser.element("compare").isDisplayed()).isFalse();
        assertThat(browser.script("return location.search")).isEqualTo("?run=run-a");
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
                                "return ['fixed', 'fresh', 'real', 'nearest'].every(kind => document.getElementById(`grid-${kind}`).dataset.step == "
                                        + sent + ")")
                        .equals(true));
        assertThat(browser.script("return document.getElementById('grid-real').naturalWidth"))
                .isEqualTo(224L);
    }

    @Test
    void drawsEveryCurve() {
        for (String chart : List.of("losses", "scores", "diversity", "speed")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(browser.script("return Chart.getChart('" + chart
                                    + "').data.datasets.every(d => d.faint || d.data.length >= 16)"))
                            .as(chart)
                            .isEqualTo(true));
            assertThat(browser.element(chart).getAttribute("aria-label")).contains("Now: ");
        }
    }

    /** As of a Wasserstein critic, or of a generator with the minimax loss. */
    @Test
    void showsLossesBelowZero() {
        SimulatedRun critic = new SimulatedRun("critic", System.currentTimeMillis() - 4_000);
        for (long step = 1; step <= 100; step++) {
            trainer.report(
                    critic.report(step).toBuilder().setDiscriminatorLoss(-3).build());
        }
        trainer.flush();
        browser.open(monitor.address() + "?run=critic");
        awaitStep(100);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.script("return Chart.getChart('losses').scales.y.min <= -3"
                                + " && Chart.getChart('losses').scales.y.max > 0"))
                        .isEqualTo(true));
    }

    @Test
    void narrowsTheRangeAndHidesASeries() {
        browser.script("document.querySelector('input[value=\"500\"]').click()");
        assertThat(browser.script("return Chart.getChart('losses').options.scales.x.min"))
                .isEqualTo(sent - 499);
        browser.element("losses-legend").findElement(By.tagName("button")).click();
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
        assertState("?run=old", "silent", "No report for ");
        tell(old.report(10).toBuilder()
                .setStopped(true)
                .setToldAtMs(old.finishedAtMs(10) + 1)
                .build());
        assertState("?run=old", "stopped", "Stopped at step 10 ");
        tell(fresh("starved").toBuilder().setWaitSeconds(3).build());
        assertState("?run=starved", "waiting", "Waiting for images 99 %");
        StepReport tenMinutesAgo = new SimulatedRun("waits", System.currentTimeMillis() - 600_000).report(1);
        tell(tenMinutesAgo);
        tell(tenMinutesAgo.toBuilder()
                .setToldAtMs(System.currentTimeMillis())
                .setWaitingSinceMs(tenMinutesAgo.getFinishedAtMs())
                .build());
        assertState("?run=waits", "waiting", "Waiting for images for 10 min");
        tell(fresh("broken").toBuilder()
                .setNonFinite(true)
                .setGeneratorLoss(Double.NaN)
                .build());
        assertState("?run=broken", "broken", "Not a number");
        assertThat(browser.text("tile-generator-loss")).isEqualTo("–");
        assertState("?run=none", "waiting", "Waiting for a first report of run none");
    }

    /** A link may be older than the monitor's memory: who follows it still finds the runs that there are. */
    @Test
    void offersTheRunsThatThereAreToWhoAsksForAnother() {
        browser.open(monitor.address() + "?run=none");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(offered()).contains("none", "run-a").doesNotContain("late"));
        assertThat(browser.script("return document.getElementById('run-select').value"))
                .isEqualTo("none");
        assertThat(browser.element("run-select").isDisplayed()).isTrue();
        assertThat(browser.element("history-link").getAttribute("href")).endsWith("/api/history?run=none");

        tell(fresh("late"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(offered()).contains("none", "run-a", "late"));
    }

    private static List<String> offered() {
        Object names = browser.script(
                "return [...document.getElementById('run-select').options].map(option => option.value).join()");
        return List.of(String.valueOf(names).split(","));
    }

    private static StepReport fresh(String name) {
        return new SimulatedRun(name, System.currentTimeMillis() - 400).report(10);
    }

    private static void tell(StepReport report) {
        trainer.report(report);
        trainer.flush();
    }

    /** A browser keeps pages that were left, and has no more than six connections to a server. */
    @Test
    void isConnectedAtOnceHoweverManyPagesWereOpenBefore() {
        for (int i = 0; i < 8; i++) {
            browser.open(monitor.address() + "?run=run-a&visit=" + i);
            await().atMost(20, TimeUnit.SECONDS).until(() -> browser.value("tile-step") == sent);
        }
        browser.script("history.back()");
        await().atMost(PATIENCE)
                .until(() -> browser.script("return location.search").toString().endsWith("=6"));
        send(sent + 100);
        awaitStep(sent);
    }

    @Test
    void findsTheMonitorAgainAfterItsRestart() {
        int port = monitor.port();
        stopMonitor();
        await().atMost(PATIENCE).until(() -> browser.text("state-words").equals("Monitor not reached"));
        send(sent + 10);
        startMonitor(port);
        awaitStep(sent);
        // The browser names each failed attempt in its console: nothing to hold against the page.
        assertThat(browser.errors()).allMatch(error -> error.contains("/events") || error.contains("/api/history"));
        browser.forgetErrors();
    }

    @Test
    void asksNobodyElseAndHasNothingToComplainOf() {
        // The browser's own pages (chrome:) come from itself.
        assertThat(browser.requests())
                .anyMatch(address -> address.startsWith(monitor.address()))
                .allMatch(address -> address.startsWith("http://127.0.0.1:")
                        || address.startsWith("data:")
                        || address.startsWith("chrome:"));
        assertThat(browser.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1280,light,true", "1280,dark,false", "380,light,false", "380,dark,true"})
    void fitsItsWindow(int width, String scheme, boolean well) throws IOException {
        String name = "demo-" + width + "-" + scheme;
        SimulatedRun demo = new SimulatedRun(name, System.currentTimeMillis() - 4050 * 40);
        trainer.judged(demo, 1, 4000);
        trainer.report(demo.report(4001).toBuilder().setNonFinite(!well).build());
        trainer.flush();
        browser.resize(width, 900);
        browser.prefer(scheme);
        browser.open(monitor.address() + "?run=" + name);
        awaitStep(4001);
        await().atMost(PATIENCE)
                .until(() -> browser.script(
                                "return ['real', 'nearest'].every(kind => !document.getElementById(`grid-${kind}`).hidden)"
                                        + " && Chart.getChart('losses').data.datasets[0].data.length > 0")
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

    private static double tableValue(Metric metric) {
        Object value = browser.script(
                "return document.getElementById('metric-" + metric.id() + "').children[1].dataset.value");
        return String.valueOf(value).isEmpty() ? Double.NaN : Double.parseDouble(String.valueOf(value));
    }

    private static String verdict(Metric metric) {
        return browser.text("metric-" + metric.id());
    }

    private static void awaitText(String id, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.text(id)).isEqualTo(text));
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
        return Exposition.parse(get("metrics").body());
    }
}
