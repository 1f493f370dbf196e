package ganflux.trainer.preset;

import ganflux.stream.command.UsageError;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.preset.Preset.About;
import ganflux.trainer.preset.Preset.Noise;
import ganflux.trainer.preset.Preset.PixelRange;
import ganflux.trainer.preset.network.ActivationFunction;
import ganflux.trainer.preset.network.Extent;
import ganflux.trainer.preset.network.LayerSpec;
import ganflux.trainer.preset.network.NetworkSpec;
import ganflux.trainer.preset.yaml.Range;
import ganflux.trainer.preset.yaml.YamlFile;
import ganflux.trainer.preset.yaml.YamlMapping;
import ganflux.trainer.preset.yaml.YamlValue;
import java.util.List;
import java.util.Locale;

/** Reads a preset from YAML; docs/PRESETS.md describes every key. */
public final class PresetReader {
    static final List<String> KEYS = List.of(
            "description",
            "source",
            "images",
            "points",
            "noise",
            "batch",
            "condition",
            "loss",
            "labels",
            "step",
            "generator",
            "discriminator");
    static final List<String> IMAGES = List.of("channels", "height", "width", "range");
    static final List<String> POINTS = List.of("dimensions");
    static final List<String> NOISE = List.of("length", "distribution");
    static final List<String> GENERATOR = List.of("weights", "optimiser", "ema-kimg", "layers");
    static final List<String> DISCRIMINATOR = List.of(
            "weights", "optimiser", "clip", "gradient-penalty", "spectral-norm", "pack", "instance-noise", "layers");
    static final List<String> LABELS = List.of("real", "noise");

    private static final int LONGEST_NOISE = 1 << 16;

    /** They are in memory twice: as they came, and one after the other. */
    private static final long MOST_STEP_BYTES = 256L << 20;

    private static final int LARGEST_BATCH = 1 << 16;
    private static final int MOST_CHANNELS = 3;
    private static final int LONGEST_SIDE = 1024;
    private static final Range SMOOTHED = new Range(.5, true, 1, false);
    private static final Range NOISY = new Range(0, false, .5, false);

    private PresetReader() {}

    /**
     * The preset in {@code text}.
     *
     * @param name what to call it
     * @param file what to call the text in a message
     * @throws UsageError where it is none: file, line, key, value and what is required, in one line
     */
    public static Preset read(String name, String file, String text) {
        YamlMapping keys = YamlFile.parse(file, text).mapping(KEYS);
        About about = new About(
                name,
                keys.required("description").text(),
                keys.optional("source").map(YamlValue::text).orElse(""),
                text);
        Data data = keys.optional("points").map(points -> points(points, keys)).orElseGet(() -> images(keys));
        ImageShape shape = data.shape();
        YamlMapping noise = keys.required("noise").mapping(NOISE);
        int latentDim = noise.required("length").wholeNumber(1, LONGEST_NOISE);
        Game game = game(keys);
        int pack = game.stabilisers().pack();
        Condition condition =
                keys.optional("condition").map(given -> condition(given, shape)).orElse(Condition.NONE);
        Schedule schedule = ScheduleReader.read(keys.required("step"));
        int batch = batch(keys.required("batch"), pack);
        requireRoom(
                keys.required("step"),
                shape,
                batch,
                schedule.discriminatorSteps().most());
        return new Preset(
                about,
                shape,
                data.range(),
                latentDim,
                noise.required("distribution").choice(Noise.class),
                batch,
                condition,
                game,
                schedule,
                generator(keys.required("generator"), Extent.row(latentDim + condition.generatorInputs()), shape),
                discriminator(keys.required("discriminator"), shape, pack, condition, schedule.oneBatch()));
    }

    private static Condition condition(YamlValue value, ImageShape shape) {
        if (shape.isPoint()) {
            throw value.error("a condition is for images; leave it out, or the points");
        }
        return ConditionReader.read(value);
    }

    private static int batch(YamlValue value, int pack) {
        int batch = value.wholeNumber(1, LARGEST_BATCH);
        if (batch % pack != 0) {
            throw value.error("'" + batch + "' must be a multiple of discriminator.pack, which is " + pack);
        }
        return batch;
    }

    private static void requireRoom(YamlValue step, ImageShape shape, int batch, int batches) {
        long bytes = (long) shape.bytes() * batch * batches;
        if (bytes > MOST_STEP_BYTES) {
            throw step.error(String.format(
                    Locale.ROOT,
                    "the images of a step have %,d bytes, %d batches of %d; at most %,d are allowed",
                    bytes,
                    batches,
                    batch,
                    MOST_STEP_BYTES));
        }
    }

    private record Data(ImageShape shape, PixelRange range) {}

    private enum RangeOfImages {
        SIGNED,
        UNIT
    }

    private static Data points(YamlValue points, YamlMapping keys) {
        keys.optional("images").ifPresent(images -> {
            throw images.error("a preset has images or points, not both");
        });
        int dimensions = points.mapping(POINTS).required("dimensions").wholeNumber(1, ImageShape.MAX_DIMENSIONS);
        return new Data(ImageShape.points(dimensions), PixelRange.FLOAT);
    }

    private static Data images(YamlMapping keys) {
        YamlMapping images = keys.required("images").mapping(IMAGES);
        ImageShape shape = shape(images);
        RangeOfImages range = images.required("range").choice(RangeOfImages.class);
        return new Data(shape, PixelRange.valueOf(range.name()));
    }

    private static ImageShape shape(YamlMapping images) {
        YamlValue channels = images.required("channels");
        ImageShape shape = new ImageShape(
                channels.wholeNumber(1, MOST_CHANNELS),
                images.required("height").wholeNumber(1, LONGEST_SIDE),
                images.required("width").wholeNumber(1, LONGEST_SIDE));
        if (!shape.isValid()) {
            throw channels.error("images have 1 channel (grey) or 3 (red, green, blue), not " + shape.channels());
        }
        return shape;
    }

    private static Game game(YamlMapping keys) {
        YamlValue loss = keys.required("loss");
        Labels labels = keys.optional("labels")
                .map(value -> value.mapping(LABELS))
                .map(given -> new Labels(given.number("real", SMOOTHED, 1), given.number("noise", NOISY, 0)))
                .orElse(Labels.PLAIN);
        Stabilisers stabilisers = StabilisersReader.read(
                keys.required("generator").mapping(GENERATOR),
                keys.required("discriminator").mapping(DISCRIMINATOR));
        GanLoss kind = loss.choice(GanLoss.class);
        try {
            return new Game(kind, labels, stabilisers);
        } catch (IllegalArgumentException e) {
            throw loss.error(String.valueOf(e.getMessage()));
        }
    }

    private static NetworkSpec generator(YamlValue value, Extent noise, ImageShape shape) {
        NetworkSpec network = NetworkReader.read(value.mapping(GENERATOR), noise);
        if (network.layers().stream().anyMatch(LayerSpec.MinibatchDeviation.class::isInstance)) {
            throw value.error(
                    "it cannot have a minibatch-deviation, by which an image would depend on those drawn with it");
        }
        Extent images = Extent.of(shape);
        Extent end = network.output();
        if (end.map() ? !end.equals(images) : end.size() != images.size()) {
            throw value.error("it gives " + end + " but the "
                    + (shape.isPoint()
                            ? "points are " + images
                            : "images are " + images + ", " + images.size() + " values"));
        }
        return network;
    }

    private static NetworkSpec discriminator(
            YamlValue value, ImageShape shape, int pack, Condition condition, boolean oneBatch) {
        YamlMapping keys = value.mapping(DISCRIMINATOR);
        NetworkSpec network = NetworkReader.read(keys, input(value, keys, shape, pack, condition));
        LayerSpec last = network.layers().get(network.layers().size() - 1);
        int units = 1 + pack * condition.heads();
        if (!(last instanceof LayerSpec.Dense dense && dense.units() == units && isPlain(dense.activation()))) {
            throw value.error("it must end in a dense layer of " + units + (units == 1 ? " unit" : " units")
                    + " without an activation: losses take logits"
                    + (units == 1
                            ? ""
                            : ", of real or fake and then of the " + condition.heads()
                                    + " that the condition asks for"
                                    + (pack == 1 ? "" : ", for each of the pack's " + pack + " images")));
        }
        StabilisersReader.check(keys, network, oneBatch);
        return network;
    }

    /**
     * A point as a row; a pack of images as a map, with the condition's channels for each image behind its own, or for a dense layer
     * that comes first as a row, with the condition's values behind its own.
     */
    private static Extent input(YamlValue value, YamlMapping keys, ImageShape shape, int pack, Condition condition) {
        int told = pack * condition.discriminatorInputs();
        try {
            return shape.isPoint() || (told > 0 && NetworkReader.beginsDense(keys))
                    ? Extent.row(pack * shape.size() + told)
                    : Extent.map(pack * shape.channels() + told, shape.height(), shape.width());
        } catch (IllegalArgumentException e) {
            throw value.error("with pack and condition its input is too large: " + e.getMessage());
        }
    }

    private static boolean isPlain(ActivationFunction function) {
        return function.kind() == ActivationFunction.Kind.IDENTITY;
    }
}
