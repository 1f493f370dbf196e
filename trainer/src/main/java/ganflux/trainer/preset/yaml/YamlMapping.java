package ganflux.trainer.preset.yaml;

import ganflux.stream.command.Nearest;
import ganflux.stream.command.UsageError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Values by their keys, all of them known and each given once. */
public final class YamlMapping {
    private final YamlValue self;
    private final Map<String, YamlValue> values = new LinkedHashMap<>();

    YamlMapping(YamlValue self, MappingNode node, List<String> known) {
        this.self = self;
        for (NodeTuple entry : node.getValue()) {
            Node place = entry.getKeyNode();
            String key = place instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (!known.contains(key)) {
                throw self.error(
                        place,
                        "unknown key '" + key + "'" + Nearest.hint(key, known) + " (keys: " + String.join(", ", known)
                                + ")");
            }
            if (values.put(key, self.part(key, entry.getValueNode())) != null) {
                throw self.error(place, "'" + key + "' is given twice");
            }
        }
    }

    /** The value of a key that must be there. */
    public YamlValue required(String key) {
        return optional(key).orElseThrow(() -> self.missing(key));
    }

    /** The value of a key that may be there. */
    public Optional<YamlValue> optional(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** A number that may be absent. */
    public double number(String key, Range range, double otherwise) {
        return optional(key).map(value -> value.number(range)).orElse(otherwise);
    }

    /** A whole number that may be absent. */
    public int wholeNumber(String key, int least, int most, int otherwise) {
        return optional(key).map(value -> value.wholeNumber(least, most)).orElse(otherwise);
    }

    /** What to throw where the whole of it is wrong. */
    public UsageError error(String problem) {
        return self.error(problem);
    }
}
