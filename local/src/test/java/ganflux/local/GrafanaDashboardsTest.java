package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import ganflux.broker.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The dashboards of {@code grafana/dashboards}, against Grafana's JSON schemas and this project's conventions. */
class GrafanaDashboardsTest {
    private static final Path DASHBOARDS = Path.of("..", "grafana", "dashboards");
    private static final JsonMapper MAPPER = JsonMapper.shared();

    static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void followsGrafanasSchema(Path file) throws IOException {
        assertValid(withoutPanels(read(file)), "dashboard", "Dashboard");
        for (JsonNode panel : read(file).get("panels")) {
            assertValid(panel, "dashboard", isRow(panel) ? "RowPanel" : "Panel");
        }
        for (JsonNode panel : graphs(read(file))) {
            assertValid(panel.get("options"), panel.get("type").asString(), "Options");
            for (JsonNode target : panel.get("targets")) {
                assertValid(target, "prometheus", "Dataquery");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelSaysWhatItShowsAndInWhichUnit(Path file) {
        for (JsonNode panel : graphs(read(file))) {
            String title = panel.path("title").asString("");
            JsonNode defaults = panel.at("/fieldConfig/defaults");
            assertThat(title).isNotBlank();
            assertThat(panel.path("description").asString("")).as(title).isNotBlank();
            assertThat(defaults.path("unit").asString("")).as(title).isNotBlank();
            if (defaults.path("unit").asString("").equals("percentunit")) {
                assertThat(defaults.path("min").asInt(-1)).as(title).isZero();
                assertThat(defaults.path("max").asInt(-1)).as(title).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelIdsAreUnique(Path file) {
        JsonNode dashboard = read(file);
        List<JsonNode> all = new ArrayList<>(graphs(dashboard));
        dashboard.get("panels").forEach(panel -> all.addAll(isRow(panel) ? List.of(panel) : List.of()));

        assertThat(all).extracting(panel -> panel.get("id").asInt()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void isKnownByANameAndReadsWhateverSourceIsChosen(Path file) {
        JsonNode dashboard = read(file);

        assertThat(dashboard.path("uid").asString("")).isNotBlank();
        assertThat(dashboard.has("id")).as("numeric id").isFalse();
        assertThat(dashboard.findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(
                        source -> assertThat(source.path("uid").asString("")).isEqualTo("${datasource}"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void ratesAdaptToTheScrapeInterval(Path file) {
        assertThat(graphs(read(file)))
                .flatExtracting(panel -> panel.findValuesAsString("expr"))
                .allSatisfy(expression -> assertThat(expression)
                        .doesNotContainPattern("(rate|increase|delta)\\([^\\[]*\\[(?!\\$__rate_)"));
    }

    private static void assertValid(JsonNode node, String schemaFile, String definition) throws IOException {
        Path file = Requirement.sharedFile("schema/grafana/" + schemaFile + ".json");
        ObjectNode document = (ObjectNode) read(file);
        document.put("$ref", "#/definitions/" + definition);
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(document);

        assertThat(schema.validate(node)).as("%s, as a %s", node, definition).isEmpty();
    }

    /** Without its panels, which are checked one by one: a failure then names one panel, not all of them. */
    private static JsonNode withoutPanels(JsonNode dashboard) {
        return ((ObjectNode) dashboard).without("panels");
    }

    private static JsonNode read(Path file) {
        return MAPPER.readTree(file);
    }

    private static boolean isRow(JsonNode panel) {
        return panel.path("type").asString("").equals("row");
    }

    /** All panels with a query, those in collapsed rows included. */
    private static List<JsonNode> graphs(JsonNode dashboard) {
        List<JsonNode> graphs = new ArrayList<>();
        for (JsonNode panel : dashboard.get("panels")) {
            if (isRow(panel)) {
                panel.get("panels").forEach(graphs::add);
            } else {
                graphs.add(panel);
            }
        }
        return graphs;
    }
}
