package ganflux.trainer.preset;

import ganflux.trainer.preset.network.Extent;
import ganflux.trainer.preset.network.FirstWeights;
import ganflux.trainer.preset.network.LayerSpec;
import ganflux.trainer.preset.network.LayerSpec.Dense;
import ganflux.trainer.preset.network.LayerSpec.Dropout;
import ganflux.trainer.preset.network.LayerSpec.MinibatchDeviation;
import ganflux.trainer.preset.network.LayerSpec.Reshape;
import ganflux.trainer.preset.network.NetworkSpec;
import ganflux.trainer.preset.network.Optimiser;
import ganflux.trainer.preset.network.WindowSpec;
import ganflux.trainer.preset.yaml.Range;
import ganflux.trainer.preset.yaml.YamlMapping;
import ganflux.trainer.preset.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a network of a preset, checking that each layer can take what the one before it gives. */
final class NetworkReader {
    static final List<String> WEIGHTS = List.of("kind", "deviation");

    /** So that a checkpoint's largest array, Adam's two numbers a parameter, stays below 2^30 bytes: Java's arrays end at 2^31. */
    private static final long MOST_PARAMETERS = 134_000_000;

    private NetworkReader() {}

    /** The network in {@code keys}, which have {@code weights}, {@code optimiser} and {@code layers}. */
    static NetworkSpec read(YamlMapping keys, Extent input) {
        FirstWeights weights = weights(keys.required("weights"));
        Optimiser optimiser = OptimiserReader.read(keys.required("optimiser"));
        List<YamlValue> entries = keys.required("layers").list();
        List<LayerSpec> layers = new ArrayList<>();
        Extent at = input;
        long parameters = 0;
        for (int i = 0; i < entries.size(); i++) {
            YamlValue entry = entries.get(i);
            LayerSpec layer;
            try {
                layer = LayerReader.read(entry);
                parameters += layer.parameters(at);
                at = layer.after(at);
            } catch (IllegalArgumentException e) {
                throw entry.error(String.valueOf(e.getMessage()));
            }
            if (parameters > MOST_PARAMETERS) {
                throw entry.error(String.format(
                        Locale.ROOT,
                        "up to here the network has %,d parameters; at most %,d are allowed",
                        parameters,
                        MOST_PARAMETERS));
            }
            layers.add(layer);
            if (i > 0) {
                checkOrder(entries.get(i - 1), layers.get(i - 1), layer);
            }
        }
        if (parameters == 0) {
            throw keys.required("layers").error("a network needs a layer with parameters, there is none to train");
        }
        LayerSpec last = layers.get(layers.size() - 1);
        if (last instanceof Dropout || last instanceof Reshape) {
            throw entries.get(entries.size() - 1).error("a network cannot end in this; a layer must follow");
        }
        return new NetworkSpec(input, weights, optimiser, layers);
    }

    /** Whether the first layer in {@code keys} is dense, but for dropout before it. */
    static boolean beginsDense(YamlMapping keys) {
        return keys.required("layers").list().stream()
                .map(entry -> entry.peek("layer"))
                .filter(kind -> !kind.isText("dropout"))
                .findFirst()
                .map(kind -> kind.isText("dense"))
                .orElse(false);
    }

    private static void checkOrder(YamlValue place, LayerSpec layer, LayerSpec next) {
        // DL4J does not send a transposed convolution's gradient back through its dropout.
        if (layer instanceof Dropout
                && !(next instanceof Dense || (next instanceof WindowSpec window && !window.transposed()))) {
            throw place.error("a dense layer or a convolution must follow a dropout");
        }
        if (layer instanceof Reshape
                && (next instanceof Dense || next instanceof Dropout || next instanceof MinibatchDeviation)) {
            throw place.error("a convolution, a batch norm or an activation must follow a reshape");
        }
    }

    private static FirstWeights weights(YamlValue value) {
        YamlMapping keys = value.mapping(WEIGHTS);
        FirstWeights.Kind kind = keys.required("kind").choice(FirstWeights.Kind.class);
        if (kind == FirstWeights.Kind.NORMAL) {
            return new FirstWeights(kind, keys.required("deviation").number(Range.POSITIVE));
        }
        keys.optional("deviation").ifPresent(given -> {
            throw given.error("only weights of kind normal have a deviation");
        });
        return new FirstWeights(kind, 0);
    }
}
