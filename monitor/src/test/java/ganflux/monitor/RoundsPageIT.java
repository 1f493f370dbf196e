package ganflux.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ganflux.v1.RoundReport;
import ganflux.v1.StepReport;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The page of a run that several workers train, in a real browser, fed by a real broker. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RoundsPageIT extends OnPage {
    private static final long ROUNDS = 20;
    private static final long STEPS = ROUNDS * SimulatedRounds.STEPS;

    /** Sends twenty rounds, the last of them of now, and opens the page. */
    private static void open(String name) {
        SimulatedRun run = new SimulatedRun(name, System.currentTimeMillis() - STEPS * SimulatedRun.STEP_MS);
        for (long step = 1; step <= STEPS; step++) {
            trainer.report(SimulatedRounds.of(run.report(step)));
        }
        show(name, STEPS);
    }

    private static void show(String name, long step) {
        trainer.flush();
        browser.open(monitor.address() + "?run=" + name);
        await().atMost(PATIENCE).until(() -> browser.value("tile-step") == step);
    }

    @ParameterizedTest
    @CsvSource({"1280,light", "1280,dark", "380,light", "380,dark"})
    void showsTheNewestRoundAndTheCurvesOfAll(int width, String scheme) throws Exception {
        browser.resize(width, 900);
        browser.prefer(scheme);
        open("rounds-" + width + "-" + scheme);

        RoundReport newest = SimulatedRounds.of(
                        StepReport.newBuilder().setStep(STEPS).build())
                .getRound();
        assertThat(browser.element("rounds").isDisplayed()).isTrue();
        assertThat(browser.text("round-number")).isEqualTo("20");
        assertThat(browser.text("round-slots")).isEqualTo("4");
        assertThat(browser.text("round-executors")).isEqualTo("2");
        assertThat(browser.text("round-seconds")).isEqualTo(String.format("%.2f s", newest.getSeconds()));
        assertThat(browser.text("round-straggling")).isEqualTo("1.25 : 1");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(browser.text("round-times-legend"))
                    .isEqualTo(String.format(
                            "Slowest%.2f sFastest%.2f s",
                            newest.getSlowestSlotSeconds(), newest.getFastestSlotSeconds()));
            assertThat(browser.text("round-shares-legend")).isEqualTo("Overhead18 %Spread0.045");
            for (String chart : new String[] {"round-times", "round-shares"}) {
                assertThat(
                                browser.script(
                                        "const c = Chart.getChart('" + chart + "'); return c.height >= 140"
                                                + " && c.data.datasets.every(d => d.faint || d.data.filter(p => p.y > 0).length > 300)"))
                        .as(chart)
                        .isEqualTo(true);
            }
        });
        assertThat(browser.script("return document.documentElement.scrollWidth"))
                .isEqualTo((long) width);
        browser.element("round-shares").sendKeys(Keys.END);
        assertThat(browser.element("round-shares").getAttribute("aria-label"))
                .contains("Now: Overhead 18 %, Spread 0.045.");
        await().atMost(PATIENCE).untilAsserted(() -> {
            browser.element("round-shares").sendKeys(Keys.END);
            assertThat(browser.script("return (Chart.getChart('round-shares').tooltip.title || [''])[0]"))
                    .isEqualTo("Step 1,280");
        });
        browser.picture(PICTURES.resolve("rounds-" + width + "-" + scheme + ".png"));
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void isHiddenForARunWithoutRounds() {
        trainer.report(new SimulatedRun("alone", System.currentTimeMillis() - 400).report(10));
        show("alone", 10);

        assertThat(browser.element("rounds").isDisplayed()).isFalse();
        assertThat(browser.text("state-words")).isEqualTo("Training");
    }

    @Test
    void takesALongRoundForTraining() {
        long tenMinutesAgo = System.currentTimeMillis() - 600_000;
        StepReport step = SimulatedRounds.of(new SimulatedRun("long", tenMinutesAgo).report(1));
        trainer.report(step.toBuilder()
                .setRound(step.getRound().toBuilder().setSeconds(400))
                .build());
        show("long", 1);
        assertThat(browser.text("state-words")).isEqualTo("Training");

        trainer.report(new SimulatedRun("lost", tenMinutesAgo).report(1));
        show("lost", 1);
        assertThat(browser.text("state-words")).isEqualTo("No report");
    }
}
