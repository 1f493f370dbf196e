package ganflux.trainer.preset;

import ganflux.trainer.preset.network.LayerSpec;
import ganflux.trainer.preset.network.LayerSpec.BatchNorm;
import ganflux.trainer.preset.network.LayerSpec.MinibatchDeviation;
import ganflux.trainer.preset.network.NetworkSpec;
import ganflux.trainer.preset.network.WindowSpec;
import ganflux.trainer.preset.yaml.Range;
import ganflux.trainer.preset.yaml.YamlMapping;
import ganflux.trainer.preset.yaml.YamlValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what keeps a GAN stable, from the keys of its networks. */
final class StabilisersReader {
    /** The keys of each kind of gradient penalty, besides {@code kind}. */
    static final Map<String, List<String>> PENALTIES =
            Keys.ofKinds(Map.entry("wgan-gp", List.of("lambda")), Map.entry("r1", List.of("gamma")));

    static final List<String> NOISE = List.of("deviation", "steps");

    private static final int MOST_PACKED = 64;

    private StabilisersReader() {}

    static Stabilisers read(YamlMapping generator, YamlMapping discriminator) {
        return new Stabilisers(
                discriminator.number("clip", Range.POSITIVE, 0),
                discriminator.optional("gradient-penalty").map(StabilisersReader::penalty),
                spectralNorm(discriminator),
                discriminator.wholeNumber("pack", 1, MOST_PACKED, 1),
                discriminator
                        .optional("instance-noise")
                        .map(StabilisersReader::noise)
                        .orElse(InstanceNoise.NONE),
                generator.number("ema-kimg", Range.POSITIVE, 0));
    }

    private static boolean spectralNorm(YamlMapping discriminator) {
        boolean normalised =
                discriminator.optional("spectral-norm").map(YamlValue::flag).orElse(false);
        if (normalised) {
            discriminator.optional("clip").ifPresent(clip -> {
                throw clip.error("with spectral-norm there is nothing to clip; give one of them");
            });
        }
        return normalised;
    }

    private static InstanceNoise noise(YamlValue value) {
        YamlMapping keys = value.mapping(NOISE);
        return new InstanceNoise(
                keys.required("deviation").number(Range.POSITIVE),
                keys.required("steps").wholeNumber(1, Integer.MAX_VALUE));
    }

    private static GradientPenalty penalty(YamlValue value) {
        YamlMapping keys = value.mapping(Keys.with("kind", PENALTIES, Keys.kind(value, "kind", PENALTIES)));
        GradientPenalty.Kind kind = keys.required("kind").choice(GradientPenalty.Kind.class);
        return new GradientPenalty(kind, keys.required(kind.constant()).number(Range.POSITIVE));
    }

    /**
     * Refuses a discriminator that cannot have what its own keys ask for.
     *
     * @param oneBatch whether it sees real images and fakes in one batch
     */
    static void check(YamlMapping discriminator, NetworkSpec network, boolean oneBatch) {
        Optional<YamlValue> penalty = discriminator.optional("gradient-penalty");
        List<YamlValue> entries = discriminator.required("layers").list();
        for (int i = 0; i < entries.size(); i++) {
            LayerSpec layer = network.layers().get(i);
            String place = "layers[" + i + "]";
            if (penalty.isPresent() && (layer instanceof BatchNorm || layer instanceof MinibatchDeviation)) {
                throw penalty.get()
                        .error("it needs a discriminator without "
                                + (layer instanceof BatchNorm ? "batch norm" : "minibatch deviation") + ", which "
                                + place + " is: there an image has no gradient of its own");
            }
            if (spectralNorm(discriminator) && layer instanceof WindowSpec window && window.transposed()) {
                throw entries.get(i).error("a discriminator with spectral-norm cannot have a transposed convolution");
            }
            if (oneBatch && layer instanceof MinibatchDeviation) {
                throw entries.get(i)
                        .error("it needs real images and fakes in batches of their own: step.one-batch must be false");
            }
        }
    }
}
