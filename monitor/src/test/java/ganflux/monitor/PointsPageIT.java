package ganflux.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ganflux.v1.SampleBatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page of a run on points, in a real browser, fed by a real broker. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PointsPageIT extends OnPage {
    /** Sends reports and three samples of now, which the monitor measures, and opens the page. */
    private static void open(String name, UnaryOperator<SampleBatch> points) {
        SimulatedRun run = new SimulatedRun(name, System.currentTimeMillis() - 300 * SimulatedRun.STEP_MS);
        for (long step = 1; step <= 300; step++) {
            trainer.report(run.report(step));
            if (step % 100 == 0) {
                trainer.sample(points.apply(run.sample(step)).toBuilder()
                        .setCreatedAtMs(System.currentTimeMillis() + 1000)
                        .build());
            }
        }
        trainer.flush();
        browser.resize(1280, 900);
        browser.open(monitor.address() + "?run=" + name);
        await().atMost(PATIENCE).until(() -> browser.text("sample-step").equals("sampled at step 300"));
    }

    private static long length(String chart, int dataset) {
        Object length = browser.script(
                "return Chart.getChart('" + chart + "')?.data.datasets[" + dataset + "].data.length ?? 0");
        return ((Number) length).longValue();
    }

    @Test
    void drawsAPlaneWithRealAndGeneratedPoints() throws Exception {
        open("ring", SimulatedPoints::ring);

        await().atMost(PATIENCE).until(() -> length("points-scatter", 1) == 512);
        assertThat(length("points-scatter", 0)).isEqualTo(256);
        assertThat(browser.script("return Chart.getChart('points-scatter').surface.scores.length"))
                .isEqualTo(1024L);
        assertThat(browser.text("sample-title")).isEqualTo("Points");
        assertThat(browser.text("points-words"))
                .isEqualTo("512 generated and 256 real points. Ground: D(x) from 0.00, light, to 1.00, dark.");
        assertThat(browser.script(
                        "return [...document.querySelectorAll('figure.image')].every(figure => figure.hidden)"))
                .isEqualTo(true);
        // Modes 0, 1 and 2 of eight; a tenth of the fakes lies on the way to the next.
        await().atMost(PATIENCE)
                .until(() -> !browser.attribute("metric-captured_modes", "data-verdict")
                                .equals("null")
                        && browser.text("metric-captured_modes").contains("3.000"));
        assertThat(browser.text("metric-ms_ssim_excess")).contains("of images only");
        assertThat(browser.element("points-d").isDisplayed()).isFalse();
        browser.picture(PICTURES.resolve("points-ring.png"));
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void drawsHistogramsOfNumbers() throws Exception {
        open("line", SimulatedPoints::line);

        await().atMost(PATIENCE).until(() -> length("points-bars", 1) == 40);
        assertThat(browser.text("points-words"))
                .isEqualTo("512 generated and 256 real points; outside of the picture: 1 generated.");
        String sum = "return Chart.getChart('points-bars').data.datasets.map(d => d.data.reduce((a, b) => a + b, 0))";
        assertThat(browser.script(sum + "[0]"))
                .satisfies(share -> assertThat(((Number) share).doubleValue()).isBetween(.999, 1.001));
        assertThat(browser.script(sum + "[1]"))
                .satisfies(share ->
                        assertThat(((Number) share).doubleValue()).isBetween(-511 / 512.0 - .001, -511 / 512.0 + .001));
        assertThat(length("points-bars", 2)).isEqualTo(40);
        assertThat(browser.script(
                        "return Chart.getChart('points-bars').data.datasets[2].data.map(s => s > .5).indexOf(true)"
                                + " === Chart.getChart('points-bars').data.labels.findIndex(label => label > 9.4)"))
                .isEqualTo(true);
        assertThat(browser.element("points-d").isDisplayed()).isTrue();
        browser.picture(PICTURES.resolve("points-line.png"));
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void answersForPointsAloneAndSaysSoOtherwise() throws Exception {
        open("plain", UnaryOperator.identity());

        assertThat(get("api/points?run=plain").statusCode()).isEqualTo(404);
        assertThat(get("api/points?run=ring&step=x").statusCode()).isEqualTo(400);
        assertThat(browser.element("points").isDisplayed()).isFalse();
        assertThat(browser.text("sample-title")).isEqualTo("Images");
        // Said once there is an evaluation: the sample alone may come before it.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(browser.text("metric-captured_modes")).contains("of points only"));
    }
}
