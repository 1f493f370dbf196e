package ganflux.trainer.preset;

import ganflux.trainer.preset.Condition.Kind;
import ganflux.trainer.preset.yaml.Range;
import ganflux.trainer.preset.yaml.YamlMapping;
import ganflux.trainer.preset.yaml.YamlValue;
import java.util.List;
import java.util.Map;

/** Reads what images are asked to be. */
final class ConditionReader {
    /** The keys of each kind, besides {@code kind}. */
    static final Map<String, List<String>> KEYS = Keys.ofKinds(
            Map.entry("cgan", List.of("classes")),
            Map.entry("acgan", List.of("classes", "weight")),
            Map.entry("infogan", List.of("categories", "codes", "weight")));

    private static final int MOST = 1000;

    private ConditionReader() {}

    static Condition read(YamlValue value) {
        String kind = Keys.kind(value, "kind", KEYS);
        YamlMapping keys = value.mapping(Keys.with("kind", KEYS, kind));
        return switch (kind) {
            case "cgan" -> new Condition(Kind.CGAN, classes(keys), 0, 0);
            case "acgan" -> new Condition(Kind.ACGAN, classes(keys), 0, weight(keys));
            default -> {
                int categories = keys.wholeNumber("categories", 0, MOST, 0);
                int codes = keys.wholeNumber("codes", 0, MOST, 0);
                if (categories == 1 || categories + codes == 0) {
                    throw value.error(
                            "an infogan needs codes to guess: 'categories' of at least 2, or 'codes' of at least 1");
                }
                yield new Condition(Kind.INFOGAN, categories, codes, weight(keys));
            }
        };
    }

    private static int classes(YamlMapping keys) {
        return keys.required("classes").wholeNumber(2, MOST);
    }

    private static double weight(YamlMapping keys) {
        return keys.number("weight", Range.POSITIVE, 1);
    }
}
