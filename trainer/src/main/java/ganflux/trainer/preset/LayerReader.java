package ganflux.trainer.preset;

import ganflux.trainer.preset.network.ActivationFunction;
import ganflux.trainer.preset.network.ActivationFunction.Kind;
import ganflux.trainer.preset.network.Extent;
import ganflux.trainer.preset.network.LayerSpec;
import ganflux.trainer.preset.network.WindowSpec;
import ganflux.trainer.preset.yaml.Range;
import ganflux.trainer.preset.yaml.YamlMapping;
import ganflux.trainer.preset.yaml.YamlValue;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Reads one layer of a network. */
final class LayerReader {
    private static final List<String> WINDOW =
            List.of("filters", "kernel", "stride", "padding", "bias", "activation", "slope");

    /** The keys of each kind of layer, besides {@code layer}. */
    static final Map<String, List<String>> KEYS = Keys.ofKinds(
            Map.entry("dense", List.of("units", "bias", "activation", "slope")),
            Map.entry("convolution", WINDOW),
            Map.entry("transposed-convolution", WINDOW),
            Map.entry("batch-norm", List.of("momentum", "epsilon", "scale-deviation")),
            Map.entry("activation", List.of("activation", "slope")),
            Map.entry("maxout", List.of("pieces")),
            Map.entry("global-max", List.of()),
            Map.entry("minibatch-deviation", List.of()),
            Map.entry("dropout", List.of("rate")),
            Map.entry("reshape", List.of("channels", "height", "width")));

    private static final int MOST_UNITS = 1 << 20;
    private static final int MOST_CHANNELS = 1 << 14;
    private static final int LONGEST_SIDE = 1 << 12;
    private static final int WIDEST_WINDOW = 99;
    private static final int LONGEST_STRIDE = 16;
    private static final int MOST_PIECES = 100;

    private LayerReader() {}

    static LayerSpec read(YamlValue value) {
        String kind = Keys.kind(value, "layer", KEYS);
        YamlMapping keys = value.mapping(Keys.with("layer", KEYS, kind));
        return switch (kind) {
            case "dense" ->
                new LayerSpec.Dense(keys.required("units").wholeNumber(1, MOST_UNITS), bias(keys), activation(keys));
            case "convolution" -> window(keys, false);
            case "transposed-convolution" -> window(keys, true);
            case "batch-norm" ->
                new LayerSpec.BatchNorm(
                        keys.required("momentum").number(Range.INNER_SHARE),
                        keys.required("epsilon").number(Range.POSITIVE),
                        keys.number("scale-deviation", Range.NOT_NEGATIVE, 0));
            case "activation" -> {
                keys.required("activation");
                yield new LayerSpec.Activate(activation(keys));
            }
            case "maxout" -> new LayerSpec.Maxout(keys.required("pieces").wholeNumber(2, MOST_PIECES));
            case "global-max" -> new LayerSpec.GlobalMax();
            case "minibatch-deviation" -> new LayerSpec.MinibatchDeviation();
            case "dropout" -> new LayerSpec.Dropout(keys.required("rate").number(Range.SHARE));
            default ->
                new LayerSpec.Reshape(Extent.map(
                        keys.required("channels").wholeNumber(1, MOST_CHANNELS),
                        keys.required("height").wholeNumber(1, LONGEST_SIDE),
                        keys.required("width").wholeNumber(1, LONGEST_SIDE)));
        };
    }

    private static WindowSpec window(YamlMapping keys, boolean transposed) {
        return new WindowSpec(
                transposed,
                keys.required("filters").wholeNumber(1, MOST_CHANNELS),
                keys.required("kernel").wholeNumber(1, WIDEST_WINDOW),
                keys.wholeNumber("stride", 1, LONGEST_STRIDE, 1),
                padding(keys.required("padding")),
                bias(keys),
                activation(keys));
    }

    private static OptionalInt padding(YamlValue value) {
        return value.isText("same")
                ? OptionalInt.empty()
                : OptionalInt.of(value.wholeNumber("same, or a whole number", 0, WIDEST_WINDOW));
    }

    private static boolean bias(YamlMapping keys) {
        return keys.optional("bias").map(YamlValue::flag).orElse(true);
    }

    private static ActivationFunction activation(YamlMapping keys) {
        Kind kind = keys.optional("activation")
                .map(value -> value.choice(Kind.class))
                .orElse(Kind.IDENTITY);
        if (kind == Kind.LEAKY_RELU) {
            return new ActivationFunction(kind, keys.required("slope").number(Range.SHARE));
        }
        keys.optional("slope").ifPresent(given -> {
            throw given.error("only the activation leaky-relu has a slope");
        });
        return new ActivationFunction(kind, 0);
    }
}
