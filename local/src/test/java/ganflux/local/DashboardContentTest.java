package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.monitor.diversity.online.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the dashboards show together: every metric that there is, and none that there is not. */
class DashboardContentTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern SELECTOR = Pattern.compile("\\b((?:run:)?ganflux_[a-z0-9_:]+)(?:\\{([^}]*)})?");
    private static final Set<String> SUFFIXES = Set.of("_bucket", "_sum", "_count");

    @Test
    void thereAreThreeAndEachLinksToTheOthers() throws IOException {
        Set<String> uids = Set.of("ganflux-training", "ganflux-diversity", "ganflux-pipeline");

        assertThat(Dashboard.all()).extracting(Dashboard::uid).containsExactlyInAnyOrderElementsOf(uids);
        assertThat(Dashboard.all()).allSatisfy(dashboard -> {
            Set<String> urls = new TreeSet<>();
            dashboard
                    .json()
                    .get("links")
                    .findValuesAsString("url")
                    .forEach(url -> urls.add(url.replaceAll("[?].*", "")));
            Set<String> others = new TreeSet<>();
            uids.stream().filter(uid -> !uid.equals(dashboard.uid())).forEach(uid -> others.add("/d/" + uid));
            assertThat(urls).isEqualTo(others);
        });
    }

    @Test
    void linksToTheOneThatCannotShowAllRunsDoNotPassOnAll() throws IOException {
        List<JsonNode> links = Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.json().get("links").valueStream())
                .filter(link -> link.get("url").asString().startsWith("/d/ganflux-diversity"))
                .toList();

        assertThat(links).hasSize(2).allSatisfy(link -> {
            assertThat(link.get("includeVars").asBoolean()).isFalse();
            assertThat(link.get("url").asString()).contains("var-run=${run:regex}", "var-datasource=${datasource}");
        });
    }

    @Test
    void eachHasTheSameVariablesAndMarksTheSameEvents() throws IOException {
        assertThat(Dashboard.all()).allSatisfy(dashboard -> {
            assertThat(dashboard.json().at("/templating/list").findValuesAsString("name"))
                    .containsExactly("datasource", "run", "instance");
            assertThat(dashboard.json().at("/annotations/list").findValuesAsString("name"))
                    .containsExactly("Restart", "Checkpoint", "Rollback", "Alarm");
        });
    }

    @Test
    void theStackOpensOneOfThem() throws IOException {
        String compose = Files.readString(ROOT.resolve("docker-compose.yml"));
        List<String> homes = all("HOME_DASHBOARD_PATH: /etc/grafana/dashboards/(\\S+)", compose);

        assertThat(Dashboard.all()).extracting(Dashboard::file).containsAll(homes);
        assertThat(homes).hasSize(1);
    }

    @Test
    void onlyKnownMetricsAndLabelsAreAskedFor() throws IOException {
        Map<String, Set<String>> known = documented();
        for (String recorded :
                all("- record: (\\S+)", Files.readString(ROOT.resolve("prometheus/rules/recording.yml")))) {
            known.put(recorded, Set.of("run"));
        }
        for (Dashboard dashboard : Dashboard.all()) {
            for (String expression : dashboard.expressions()) {
                SELECTOR.matcher(expression).results().forEach(match -> {
                    String name = match.group(1);
                    // Those of ingest have no labels; .ci/compose asks for them.
                    if (!name.startsWith("ganflux_ingest_")) {
                        assertThat(known).as(expression).containsKey(base(name));
                        assertThat(known.get(base(name))).as(expression).containsAll(labels(match));
                    }
                });
            }
        }
    }

    @Test
    void everyDocumentedMetricIsOnADashboard() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Dashboard dashboard : Dashboard.all()) {
            String text = String.join("\n", dashboard.expressions())
                    + dashboard.json().get("templating");
            SELECTOR.matcher(text).results().forEach(match -> shown.add(base(match.group(1))));
        }
        // The tile and the graph show the metric of the same name, which is calibrated.
        shown.add("ganflux_diversity_pair_distance_ratio");

        assertThat(shown).containsAll(documented().keySet());
    }

    @Test
    void everyMetricOfDiversityIsDrawnWithItsBand() {
        List<String> expressions = Dashboard.named("diversity.json").expressions();

        assertThat(Arrays.stream(Metric.values()).map(Metric::id)).allSatisfy(id -> {
            assertThat(expressions).contains("ganflux_diversity{run=~\"$run\", metric=\"" + id + "\"}");
            for (String bound : List.of("low", "median", "high")) {
                assertThat(expressions)
                        .contains("ganflux_diversity_band{run=~\"$run\", metric=\"" + id + "\", bound=\"" + bound
                                + "\"}");
            }
        });
    }

    @Test
    void bandsAreFilledFromOneBoundToTheOther() {
        List<JsonNode> bands = Dashboard.named("diversity.json").graphs().stream()
                .filter(panel -> panel.get("targets").toString().contains("ganflux_diversity_band"))
                .toList();

        assertThat(bands).hasSize(Metric.values().length).allSatisfy(panel -> {
            JsonNode fill = panel.at("/fieldConfig/overrides")
                    .valueStream()
                    .filter(override -> override.toString().contains("custom.fillBelowTo"))
                    .findFirst()
                    .orElseThrow();
            List<String> names = panel.get("targets").findValuesAsString("legendFormat");
            String filled = fill.at("/matcher/options").asString("");
            String to = fill.get("properties")
                    .valueStream()
                    .filter(property -> property.get("id").asString("").equals("custom.fillBelowTo"))
                    .map(property -> property.get("value").asString(""))
                    .findFirst()
                    .orElseThrow();
            assertThat(panel.get("targets")
                            .get(names.indexOf(filled))
                            .get("expr")
                            .asString(""))
                    .contains("\"high\"");
            assertThat(panel.get("targets").get(names.indexOf(to)).get("expr").asString(""))
                    .contains("\"low\"");
        });
    }

    /** Names of docs/METRICS.md, each with its labels. */
    private static Map<String, Set<String>> documented() throws IOException {
        Map<String, Set<String>> labels = new TreeMap<>();
        Files.readAllLines(ROOT.resolve("docs/METRICS.md")).stream()
                .filter(line -> line.startsWith("| `ganflux"))
                .map(line -> line.split("\\|"))
                .forEach(cells -> labels.put(
                        cells[1].strip().replace("`", ""),
                        new TreeSet<>(List.of(cells[4].strip().split(", ")))));
        return labels;
    }

    /** Of a histogram's series the histogram. */
    private static String base(String name) {
        return SUFFIXES.stream()
                .filter(suffix -> name.startsWith("ganflux_step_seconds") && name.endsWith(suffix))
                .findFirst()
                .map(suffix -> name.substring(0, name.length() - suffix.length()))
                .orElse(name);
    }

    private static List<String> labels(MatchResult match) {
        return match.group(2) == null
                ? List.of()
                : all("(\\w+)=", match.group(2).replace("=~", "="));
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
