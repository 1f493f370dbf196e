package ganflux.local.preview;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A panel and its data.
 *
 * @param json the panel
 * @param lines every series of every query, with its name in the legend
 */
record Panel(JsonNode json, List<Line> lines) {
    /** A series with its name. */
    record Line(String name, Series series) {}

    /** Asks for the panel's data. */
    static Panel load(JsonNode json, Prometheus prometheus, TimeRange range) throws Exception {
        List<Line> lines = new ArrayList<>();
        for (JsonNode target : json.get("targets")) {
            String legend = target.get("legendFormat").asString("");
            for (Series series : prometheus.range(target.get("expr").asString(""), range)) {
                lines.add(new Line(series.name(legend), series));
            }
        }
        return new Panel(json, lines);
    }

    String type() {
        return json.get("type").asString("");
    }

    String title() {
        return json.get("title").asString("");
    }

    String unit() {
        return json.at("/fieldConfig/defaults/unit").asString("");
    }

    /** A number of the panel's defaults, such as {@code min}; NaN where it is not given. */
    double number(String name) {
        return json.at("/fieldConfig/defaults/" + name).asDouble(Double.NaN);
    }

    boolean isLogarithmic() {
        return json.at("/fieldConfig/defaults/custom/scaleDistribution/type")
                .asString("")
                .equals("log");
    }

    /** A property that an override gives to the line of a name. */
    Optional<JsonNode> override(String name, String property) {
        for (JsonNode override : json.at("/fieldConfig/overrides")) {
            if (override.at("/matcher/options").asString("").equals(name)) {
                for (JsonNode set : override.get("properties")) {
                    if (set.get("id").asString("").equals(property)) {
                        return Optional.of(set.get("value"));
                    }
                }
            }
        }
        return Optional.empty();
    }

    Optional<Line> line(String name) {
        return lines.stream().filter(line -> line.name().equals(name)).findFirst();
    }

    /** Whether there is anything to see. */
    boolean isEmpty() {
        return lines.stream().allMatch(line -> Double.isNaN(line.series().last()));
    }
}
