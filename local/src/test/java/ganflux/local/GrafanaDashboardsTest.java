package ganflux.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import ganflux.broker.testing.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Each of the dashboards, against Grafana's JSON schemas and this project's conventions. */
class GrafanaDashboardsTest {
    /** Panels whose options Grafana's schemas describe here. */
    private static final Set<String> DESCRIBED = Set.of("stat", "timeseries");

    /** What Grafana declares to be of any type; the JSON schema made from that says "object". */
    private static final List<String> ANY = List.of(
            "/definitions/MatcherConfig/properties/options", "/definitions/DynamicConfigValue/properties/value");

    static List<Dashboard> dashboards() throws IOException {
        return Dashboard.all();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void followsGrafanasSchema(Dashboard dashboard) throws IOException {
        for (JsonNode panel : dashboard.json().get("panels")) {
            assertValid(panel, "dashboard", Dashboard.isRow(panel) ? "RowPanel" : "Panel");
        }
        for (JsonNode panel : dashboard.graphs()) {
            if (DESCRIBED.contains(Dashboard.type(panel))) {
                assertValid(panel.get("options"), Dashboard.type(panel), "Options");
            }
            if (Dashboard.type(panel).equals("timeseries")) {
                assertValid(panel.at("/fieldConfig/defaults/custom"), "timeseries", "FieldConfig");
            }
            for (JsonNode target : panel.get("targets")) {
                assertValid(target, "prometheus", "Dataquery");
            }
        }
        // Without its panels, which were checked one by one: a failure then names one panel, not all of them.
        assertValid(((ObjectNode) dashboard.json()).without("panels"), "dashboard", "Dashboard");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelSaysWhatItShowsAndInWhichUnit(Dashboard dashboard) {
        for (JsonNode panel : dashboard.graphs()) {
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
    void beginsWithARowOfTiles(Dashboard dashboard) {
        List<JsonNode> first = dashboard.graphs().stream()
                .filter(panel -> panel.at("/gridPos/y").asInt(-1) == 0)
                .toList();

        assertThat(first)
                .hasSizeBetween(4, 10)
                .allMatch(panel -> Dashboard.type(panel).equals("stat"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsStandSideBySide(Dashboard dashboard) {
        assertApart(dashboard.json().get("panels"));
        dashboard.graphsAndRows().stream().filter(Dashboard::isRow).forEach(row -> assertApart(row.get("panels")));
    }

    /** No two panels cover the same cell of the grid, and none leaves its 24 columns. */
    private static void assertApart(JsonNode panels) {
        Set<List<Integer>> taken = new HashSet<>();
        for (JsonNode panel : panels) {
            JsonNode place = panel.get("gridPos");
            int left = place.get("x").asInt();
            int top = place.get("y").asInt();
            assertThat(left + place.get("w").asInt()).isLessThanOrEqualTo(24);
            for (int y = top; y < top + place.get("h").asInt(); y++) {
                for (int x = left; x < left + place.get("w").asInt(); x++) {
                    assertThat(taken.add(List.of(x, y)))
                            .as("%s alone at %d, %d", panel.get("title"), x, y)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelIdsAreUnique(Dashboard dashboard) {
        assertThat(dashboard.graphsAndRows())
                .extracting(panel -> panel.get("id").asInt())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void isKnownByANameAndReadsWhateverSourceIsChosen(Dashboard dashboard) {
        assertThat(dashboard.uid()).startsWith("ganflux-");
        assertThat(dashboard.json().has("id")).as("numeric id").isFalse();
        assertThat(dashboard.json().findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(
                        source -> assertThat(source.path("uid").asString("")).isEqualTo("${datasource}"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void ratesAdaptToTheScrapeInterval(Dashboard dashboard) {
        assertThat(dashboard.graphs())
                .flatExtracting(panel -> panel.findValuesAsString("expr"))
                .allSatisfy(expression -> assertThat(expression)
                        .doesNotContainPattern("(rate|increase|delta)\\([^\\[]*\\[(?!\\$__rate_)"));
    }

    private static void assertValid(JsonNode node, String schemaFile, String definition) throws IOException {
        Path file = Requirement.sharedFile("schema/grafana/" + schemaFile + ".json");
        ObjectNode document = (ObjectNode) JsonMapper.shared().readTree(file);
        document.put("$ref", "#/definitions/" + definition);
        ANY.forEach(pointer -> {
            if (document.at(pointer) instanceof ObjectNode any) {
                any.remove("type");
            }
        });
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(document);

        assertThat(schema.validate(node)).as("%s, as a %s", node, definition).isEmpty();
    }
}
