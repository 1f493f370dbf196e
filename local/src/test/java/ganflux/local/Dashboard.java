package ganflux.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A dashboard of {@code grafana/dashboards}, as tests look at it.
 *
 * @param file its file's name
 * @param json all of it
 */
record Dashboard(String file, JsonNode json) {
    private static final Path DIRECTORY = Path.of("..", "grafana", "dashboards");

    static List<Dashboard> all() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Dashboard::read)
                    .toList();
        }
    }

    static Dashboard named(String file) {
        return read(DIRECTORY.resolve(file));
    }

    private static Dashboard read(Path file) {
        return new Dashboard(file.getFileName().toString(), JsonMapper.shared().readTree(file));
    }

    String uid() {
        return json.path("uid").asString("");
    }

    /** All panels with a query, those in collapsed rows included. */
    List<JsonNode> graphs() {
        List<JsonNode> graphs = new ArrayList<>();
        for (JsonNode panel : json.get("panels")) {
            if (isRow(panel)) {
                panel.get("panels").forEach(graphs::add);
            } else {
                graphs.add(panel);
            }
        }
        return graphs;
    }

    /** Rows too. */
    List<JsonNode> graphsAndRows() {
        List<JsonNode> all = new ArrayList<>(graphs());
        json.get("panels").forEach(panel -> all.addAll(isRow(panel) ? List.of(panel) : List.of()));
        return all;
    }

    /** Of graphs and annotations. */
    List<String> expressions() {
        return json.findValuesAsString("expr");
    }

    static boolean isRow(JsonNode panel) {
        return type(panel).equals("row");
    }

    static String type(JsonNode panel) {
        return panel.path("type").asString("");
    }

    @Override
    public String toString() {
        return file;
    }
}
