package ganflux.ingest.source;

import ganflux.stream.command.Nearest;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Which images, or points, to take: the value of {@code --data}. */
public sealed interface DataSpec {
    /** What {@code --data} is when it is left out. */
    String DEFAULT = "digits";

    /** How {@code --data} may look, for the help text. */
    String SYNTAX = "digits | idx:IMAGES[,LABELS] | folder:DIR | watch:DIR | http | stdin | kafka:TOPIC"
            + " | stacked-mnist:IMAGES[,LABELS] | cifar10:FILE|DIR | ring8 | grid25 | gaussian1d";

    /** What comes before a colon in it. */
    List<String> KINDS = List.of(
            "digits",
            "idx",
            "folder",
            "watch",
            "http",
            "stdin",
            "kafka",
            "stacked-mnist",
            "cifar10",
            "ring8",
            "grid25",
            "gaussian1d");

    /**
     * Opens the source and checks it as far as that is possible beforehand; may block on a disk.
     *
     * @throws UserError where the data cannot be used
     */
    ImageSource open(SourceOptions options);

    /** Whether its images, or points, have a shape that cannot be chosen, so that asking for another is a mistake. */
    default boolean hasShapeOfItsOwn() {
        return this instanceof Points || this instanceof Idx || this instanceof Stacked || this instanceof Cifar;
    }

    /** Handwritten-looking digits, drawn without end. */
    record Digits() implements DataSpec {
        @Override
        public ImageSource open(SourceOptions options) {
            return new DigitsSource(options);
        }
    }

    /** Points around known modes, drawn without end. */
    record Points(PointMixture mixture) implements DataSpec {
        @Override
        public ImageSource open(SourceOptions options) {
            return new PointSource(mixture, options);
        }
    }

    /**
     * Files in MNIST's format, plain or gzip.
     *
     * @param images file of images
     * @param labels file of as many labels
     */
    record Idx(Path images, Optional<Path> labels) implements DataSpec {
        @Override
        public ImageSource open(SourceOptions options) {
            return new DataSetSource(IdxImages.open(images, labels, options), "idx:" + plainName(), options);
        }

        /** The images' file without directory and {@code .gz}. */
        String plainName() {
            String name = fileName(images);
            return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        }
    }

    /**
     * Three images of such files as red, green and blue, drawn without end.
     *
     * @param set the files
     */
    record Stacked(Idx set) implements DataSpec {
        @Override
        public ImageSource open(SourceOptions options) {
            SourceOptions grey = options.withChannels(OptionalInt.empty());
            return new StackedSource(
                    IdxImages.open(set.images(), set.labels(), grey), "stacked-mnist:" + set.plainName(), options);
        }
    }

    /** CIFAR-10's binary form: a file, or a directory of them. */
    record Cifar(Path place) implements DataSpec {
        @Override
        public ImageSource open(SourceOptions options) {
            return new DataSetSource(CifarImages.open(place, options), "cifar10:" + folderName(place), options);
        }
    }

    /** A folder of image files; its sub-folders are the classes. */
    record Folder(Path dir) implements DataSpec {
        @Override
        public ImageSource open(SourceOptions options) {
            FolderImages images = FolderImages.open(dir, options);
            String name = "folder:" + folderName(dir) + ",files=" + images.digest();
            return new DataSetSource(images, name, options);
        }
    }

    /** A folder that fills while it is read; its sub-folders are the classes. */
    record Watch(Path dir) implements DataSpec {
        @Override
        public ImageSource open(SourceOptions options) {
            options.requireNoOrder("watch");
            String name = "watch:" + folderName(dir);
            return WatchedFolder.open(name, dir, options, Clock.systemUTC());
        }
    }

    /** Images that are sent by HTTP. */
    record Http() implements DataSpec {
        @Override
        public ImageSource open(SourceOptions options) {
            options.requireNoOrder("http");
            return HttpImages.open(options);
        }
    }

    /** A tar archive on standard input. */
    record Stdin() implements DataSpec {
        @Override
        public ImageSource open(SourceOptions options) {
            options.requireNoOrder("stdin");
            return TarImages.open(System.in, options);
        }
    }

    /** A topic with an encoded image in each record. */
    record KafkaTopic(String topic) implements DataSpec {
        @Override
        public ImageSource open(SourceOptions options) {
            options.requireNoOrder("kafka");
            return KafkaImages.open(topic, options);
        }
    }

    /**
     * Reads the value of {@code --data}.
     *
     * @throws UsageError where it is not of a known kind or form
     */
    static DataSpec parse(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        return switch (kind) {
            case "digits" -> plain(text, colon, new Digits(), "");
            case "ring8", "grid25", "gaussian1d" ->
                plain(text, colon, new Points(PointMixture.valueOf(kind.toUpperCase(Locale.ROOT))), "");
            case "http" -> plain(text, colon, new Http(), "; --listen HOST:PORT names the address");
            case "stdin" -> plain(text, colon, new Stdin(), "; pipe a tar archive into it");
            case "kafka" -> new KafkaTopic(topic(text, rest));
            case "idx" -> idx(text, rest, "idx");
            case "stacked-mnist" -> new Stacked(idx(text, rest, "stacked-mnist"));
            case "cifar10" -> new Cifar(path(text, rest, "cifar10:FILE|DIR"));
            case "watch" -> new Watch(path(text, rest, "watch:DIR"));
            case "folder" -> new Folder(path(text, rest, "folder:DIR"));
            default ->
                throw new UsageError("--data '" + text + "' is of unknown kind '" + kind + "'"
                        + Nearest.hint(kind, KINDS) + " (" + SYNTAX + ")");
        };
    }

    private static DataSpec plain(String text, int colon, DataSpec spec, String remedy) {
        if (colon >= 0) {
            throw new UsageError("--data '" + text + "' must be plain '" + text.substring(0, colon)
                    + "', which takes no argument" + remedy);
        }
        return spec;
    }

    private static String topic(String text, String topic) {
        if (!topic.matches("[a-zA-Z0-9._-]{1,249}")) {
            throw new UsageError("--data '" + text + "' names no topic; it must be kafka:TOPIC");
        }
        return topic;
    }

    private static Idx idx(String text, String rest, String kind) {
        int comma = rest.indexOf(',');
        String form = kind + ":IMAGES[,LABELS]";
        Path images = path(text, comma < 0 ? rest : rest.substring(0, comma), form);
        return new Idx(images, comma < 0 ? Optional.empty() : Optional.of(path(text, rest.substring(comma + 1), form)));
    }

    private static Path path(String text, String path, String form) {
        if (path.isBlank()) {
            throw new UsageError("--data '" + text + "' lacks a path; it must be " + form);
        }
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new UsageError("--data '" + text + "' has a path that cannot be: " + e.getReason());
        }
    }

    /** The name of a folder that may be given as {@code .} or with a {@code ..}. */
    private static String folderName(Path path) {
        return fileName(path.toAbsolutePath().normalize());
    }

    private static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }
}
