package ganflux.trainer.preset;

import ganflux.stream.command.Nearest;
import ganflux.stream.command.UsageError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The presets that come with Ganflux, and those that users write. */
public final class Presets {
    private static final String ENDING = ".yaml";

    /** In the order in which to show them. */
    private static final List<String> NAMES = List.of(
            "mlp-mnist",
            "dcgan-mnist",
            "lsgan",
            "hinge",
            "wgan",
            "wgan-gp",
            "fashion-dcgan",
            "dcgan-celeba",
            "dcgan-celeba-keras",
            "dcgan-cifar",
            "wgan-original",
            "gaussian-1d",
            "ring8",
            "grid25",
            "ring8-best",
            "grid25-best",
            "cgan",
            "acgan",
            "infogan",
            "stacked-mnist",
            "stacked-mnist-packed",
            "collapse-demo",
            "wins-demo",
            "flat-demo");

    private static final Map<String, Preset> READ = new ConcurrentHashMap<>();

    private Presets() {}

    /** All presets that come with Ganflux, in the order in which to show them. */
    public static List<Preset> all() {
        return NAMES.stream().map(Presets::named).toList();
    }

    /**
     * The preset of that name.
     *
     * @throws UsageError where there is none, with the nearest name
     */
    public static Preset named(String name) {
        if (!NAMES.contains(name)) {
            throw new UsageError("unknown preset '" + name + "'" + Nearest.hint(name, NAMES) + " (presets: "
                    + String.join(", ", NAMES) + "; or a file: ./" + name + ENDING + ")");
        }
        return READ.computeIfAbsent(name, Presets::shipped);
    }

    /** Whether {@code preset} trains the same as the one that comes with Ganflux under its name. */
    public static boolean isShipped(Preset preset) {
        return NAMES.contains(preset.name()) && named(preset.name()).trainsLike(preset);
    }

    private static Preset shipped(String name) {
        String file = "/presets/" + name + ENDING;
        try (InputStream in = Presets.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing on the class path");
            }
            return PresetReader.read(name, file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The preset of that name, or that of a file, which has a slash in its path or ends in {@code .yaml}.
     *
     * @throws UsageError where there is none, or the file is no preset
     */
    public static Preset of(String nameOrFile) {
        boolean file = nameOrFile.endsWith(ENDING)
                || nameOrFile.endsWith(".yml")
                || nameOrFile.contains("/")
                || nameOrFile.contains("\\");
        return file ? written(nameOrFile) : named(nameOrFile);
    }

    private static Preset written(String file) {
        try {
            Path path = Path.of(file);
            return PresetReader.read(stem(path), file, Files.readString(path));
        } catch (NoSuchFileException e) {
            throw new UsageError("preset file " + file
                    + " does not exist; './ganflux presets NAME --yaml' prints one to start from");
        } catch (IOException | InvalidPathException e) {
            throw new UsageError("preset file " + file + " cannot be read as a text file (" + e
                    + "); './ganflux presets NAME --yaml' prints one to start from");
        }
    }

    private static String stem(Path path) {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
