package ganflux.trainer.preset;

import ganflux.trainer.preset.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Mappings of several kinds, each with keys of its own; one key says the kind. */
final class Keys {
    private Keys() {}

    /** Kinds with their keys, in this order. */
    @SafeVarargs
    static Map<String, List<String>> ofKinds(Map.Entry<String, List<String>>... kinds) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> kind : kinds) {
            all.put(kind.getKey(), kind.getValue());
        }
        return all;
    }

    /** The kind that {@code value} says it is. */
    static String kind(YamlValue value, String key, Map<String, List<String>> kinds) {
        YamlValue kind = value.peek(key);
        return kinds.keySet().stream()
                .filter(kind::isText)
                .findFirst()
                .orElseThrow(() -> kind.oneOf(List.copyOf(kinds.keySet())));
    }

    /** All keys of a kind, the one that says the kind first. */
    static List<String> with(String key, Map<String, List<String>> kinds, String kind) {
        List<String> all = new ArrayList<>(List.of(key));
        all.addAll(kinds.getOrDefault(kind, List.of()));
        return all;
    }
}
