package ganflux.ingest.source;

import ganflux.ingest.upload.Part;
import ganflux.stream.command.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The image files of a folder and its sub-folders, sorted by name, so that the same files have the same numbers on every
 * machine. A file's class is the sub-folder of {@code dir} that it is in; the sorted sub-folders are classes 0, 1, 2 and so
 * on. Hidden files and folders are passed over.
 */
final class FolderImages implements ImageSet {
    private static final Logger log = LoggerFactory.getLogger(FolderImages.class);

    private final Path dir;
    private final List<Path> files;
    private final SortedMap<String, Integer> labels;
    private final PixelReader reader;

    private FolderImages(Path dir, List<Path> files, SortedMap<String, Integer> labels, ImageShape shape) {
        this.dir = dir;
        this.files = files;
        this.labels = labels;
        reader = new PixelReader(shape);
    }

    /**
     * Lists {@code dir}; files are read later, one by one.
     *
     * @throws UserError where there is no such folder or no image file in it
     */
    static FolderImages open(Path dir, SourceOptions options) {
        requireFolder(dir);
        List<Path> files = list(dir);
        if (files.isEmpty()) {
            throw new UserError("folder " + dir + " holds no images; give a folder with PNG, JPEG, BMP or GIF files");
        }
        SortedMap<String, Integer> labels = new TreeMap<>();
        Set<String> names = new TreeSet<>();
        files.stream()
                .filter(file -> file.getNameCount() > 1)
                .forEach(file -> names.add(file.getName(0).toString()));
        names.forEach(name -> labels.put(name, labels.size()));
        log.info("{} holds {} images; labels {}", dir, files.size(), labels);
        return new FolderImages(dir, files, labels, options.shapeOrDefault());
    }

    /**
     * Checks that {@code dir} is a folder that can be listed.
     *
     * @throws UserError where it is not
     */
    static void requireFolder(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new UserError("folder " + dir + (Files.exists(dir) ? " is not a folder" : " does not exist")
                    + "; give a folder with PNG, JPEG, BMP or GIF files");
        }
        try (DirectoryStream<Path> unused = Files.newDirectoryStream(dir)) {
            log.debug("{} can be listed", dir);
        } catch (IOException e) {
            throw new UserError("folder " + dir + " cannot be listed (" + e + "); check its rights", e);
        }
    }

    /** Image files below {@code dir}, relative to it, sorted by name, folder by folder. */
    private static List<Path> list(Path dir) {
        try (Stream<Path> found = Files.walk(dir, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> files = new ArrayList<>(found.map(dir::relativize)
                    .filter(FolderImages::looksLikeAnImage)
                    .filter(file -> Files.isRegularFile(dir.resolve(file)))
                    .toList());
            files.sort(Comparator.comparing(FolderImages::slashed));
            return List.copyOf(files);
        } catch (IOException | UncheckedIOException e) {
            throw new UserError("folder " + dir + " cannot be listed (" + e.getMessage() + "); check its rights", e);
        }
    }

    /** Whether a file of this path, relative to its folder, is taken: by its extension, and nothing of it hidden. */
    static boolean looksLikeAnImage(Path file) {
        for (Path part : file) {
            if (part.toString().startsWith(".")) {
                return false;
            }
        }
        return Part.hasImageExtension(file.toString());
    }

    private static String slashed(Path file) {
        return file.toString().replace('\\', '/');
    }

    /** Eight hexadecimal digits that follow from the files' names: another file moves the numbers of those behind it. */
    String digest() {
        CRC32C digest = new CRC32C();
        for (Path file : files) {
            digest.update(slashed(file).getBytes(StandardCharsets.UTF_8));
            digest.update('\n');
        }
        return HexFormat.of().toHexDigits((int) digest.getValue());
    }

    /** Class numbers by sub-folder. */
    SortedMap<String, Integer> labels() {
        return Collections.unmodifiableSortedMap(labels);
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public ImageShape shape() {
        return reader.shape();
    }

    @Override
    public int label(int item) {
        Path file = files.get(item);
        return file.getNameCount() == 1
                ? Image.UNLABELLED
                : labels.getOrDefault(file.getName(0).toString(), Image.UNLABELLED);
    }

    @Override
    public String name(int item) {
        return dir.resolve(files.get(item)).toString();
    }

    @Override
    public byte[] pixels(int item) throws IOException {
        return reader.read(PixelReader.bytes(dir.resolve(files.get(item))));
    }
}
