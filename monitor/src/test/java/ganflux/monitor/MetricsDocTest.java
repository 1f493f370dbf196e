package ganflux.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.monitor.alarm.AlarmMeters;
import ganflux.monitor.alarm.Webhook;
import ganflux.stream.Topics;
import ganflux.v1.ClassShare;
import ganflux.v1.Evaluation;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/METRICS.md} and the registry together, in both directions; ingest has a test of its own. */
class MetricsDocTest {
    private static final List<String> UNITLESS = List.of(
            "ganflux_alarm_active",
            "ganflux_diversity",
            "ganflux_diversity_band",
            "ganflux_evaluation_step",
            "ganflux_run_info",
            "ganflux_latest_step",
            "ganflux_gradient_norm",
            "ganflux_gradient_penalty",
            "ganflux_checkpoint_step");

    /** A line of the table. */
    record Line(String type, String unit, TreeSet<String> labels) {
        String shape() {
            return type + " " + labels;
        }
    }

    @Test
    void theTableNamesWhatIsExposedAndNothingElse() throws IOException {
        Exposition exposition = scrape();
        Map<String, String> exposed = new TreeMap<>();
        exposition.types().forEach((name, type) -> exposed.put(name, type + " " + exposition.labels(name)));
        Map<String, String> documented = new TreeMap<>();
        documented().forEach((name, line) -> documented.put(name, line.shape()));
        assertThat(documented).isEqualTo(exposed);
    }

    @Test
    void unitsStandInTheNames() throws IOException {
        documented().forEach((name, line) -> {
            if (UNITLESS.contains(name)) {
                assertThat(line.unit()).as(name).isEmpty();
            } else if (!name.equals("ganflux_loss")) { // nats for the losses of today, not for those to come
                assertThat(name).containsPattern("_" + line.unit() + "(_total|_max)?$");
            }
        });
    }

    @Test
    void everyMetricIsDescribed() {
        Exposition exposition = scrape();
        assertThat(exposition.help().keySet())
                .containsExactlyElementsOf(exposition.types().keySet());
        assertThat(exposition.help().values()).noneMatch(String::isBlank);
    }

    private static Exposition scrape() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        TrainingMeters meters = new TrainingMeters(registry, List.of(Topics.REPORTS, Topics.SAMPLES), 0);
        SimulatedRun run = new SimulatedRun("a", 1_000_000);
        meters.report(SimulatedRounds.of(run.report(1)));
        new AlarmMeters(registry, 0).know("a");
        new DiversityMeters(registry).evaluation(evaluation());
        new Webhook(URI.create("http://127.0.0.1:1/"), registry).close();
        meters.sample(run.sample(1), 1);
        return Exposition.parse(registry.scrape());
    }

    private static Evaluation evaluation() {
        return Evaluation.newBuilder()
                .setRunId("a")
                .addClasses(ClassShare.newBuilder().setLabel(3).setFakes(.1).setReals(.2))
                .build();
    }

    private static Map<String, Line> documented() throws IOException {
        Map<String, Line> lines = new TreeMap<>();
        Files.readAllLines(Path.of("../docs/METRICS.md")).stream()
                .filter(line -> line.startsWith("| `ganflux") && !line.startsWith("| `ganflux_ingest"))
                .map(line -> line.split("\\|"))
                .forEach(cells -> lines.put(
                        cells[1].strip().replace("`", ""),
                        new Line(
                                cells[2].strip(),
                                cells[3].strip(),
                                new TreeSet<>(List.of(cells[4].strip().split(", "))))));
        return lines;
    }
}
