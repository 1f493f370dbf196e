package ganflux.trainer.preset;

import ganflux.trainer.preset.network.Optimiser;
import ganflux.trainer.preset.yaml.Range;
import ganflux.trainer.preset.yaml.YamlMapping;
import ganflux.trainer.preset.yaml.YamlValue;
import java.util.List;
import java.util.Map;

/** Reads the optimiser of a network. */
final class OptimiserReader {
    /** The keys of each kind, besides {@code kind}. */
    static final Map<String, List<String>> KEYS = Keys.ofKinds(
            Map.entry("adam", List.of("rate", "beta1", "beta2", "epsilon")),
            Map.entry("rmsprop", List.of("rate", "rho", "epsilon", "decay")),
            Map.entry("nesterov", List.of("rate", "momentum")),
            Map.entry("sgd", List.of("rate")));

    private OptimiserReader() {}

    static Optimiser read(YamlValue value) {
        String kind = Keys.kind(value, "kind", KEYS);
        YamlMapping keys = value.mapping(Keys.with("kind", KEYS, kind));
        double rate = keys.required("rate").number(Range.POSITIVE);
        return switch (kind) {
            case "adam" ->
                new Optimiser.Adam(
                        rate,
                        keys.number("beta1", Range.SHARE, .9),
                        keys.number("beta2", Range.SHARE, .999),
                        keys.number("epsilon", Range.POSITIVE, 1e-8));
            case "rmsprop" ->
                new Optimiser.RmsProp(
                        rate,
                        keys.number("rho", Range.SHARE, .9),
                        keys.number("epsilon", Range.POSITIVE, 1e-7),
                        keys.number("decay", Range.NOT_NEGATIVE, 0));
            case "nesterov" -> new Optimiser.Nesterov(rate, keys.number("momentum", Range.SHARE, .9));
            default -> new Optimiser.GradientDescent(rate);
        };
    }
}
