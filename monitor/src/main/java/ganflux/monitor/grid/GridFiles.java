package ganflux.monitor.grid;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Grids as files {@code DIR/RUN/fixed-0000001234.png}, whose time of modification is that of their sample. A file is written
 * beside its place and renamed into it; what a crash left half written is removed when the run is listed.
 */
final class GridFiles implements GridStore {
    private static final Pattern NAME = Pattern.compile("fixed-(\\d{10,18})\\.png");
    private static final String UNFINISHED = ".tmp";
    /** Names that are the same on every file system, not hidden, and no path. */
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    private final Path directory;

    /**
     * Keeps grids below {@code directory}, which is made where it is absent.
     *
     * @throws UserError where it cannot be written
     */
    GridFiles(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "probe", UNFINISHED));
        } catch (IOException e) {
            throw new UserError(
                    "--history " + directory + " cannot be written (" + e
                            + "); give a directory that this user may write",
                    e);
        }
    }

    /**
     * The directory's name for a run. Runs are named by whoever writes to Kafka, so that a name may be anything: one that is not
     * plain becomes its plain characters and a hash of the whole, which differs for different names.
     */
    static String directoryName(String run) {
        if (PLAIN.matcher(run).matches()) {
            return run;
        }
        String plain = run.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "_");
        // No plain name has a tilde, so that none is another's.
        return plain.substring(0, Math.min(40, plain.length())) + "~" + hash(run);
    }

    private static String hash(String run) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(run.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Path of(String run) {
        return directory.resolve(directoryName(run));
    }

    private Path file(String run, long step) {
        return of(run).resolve(String.format(Locale.ROOT, "fixed-%010d.png", step));
    }

    @Override
    public List<Kept> list(String run) throws IOException {
        List<Kept> kept = new ArrayList<>();
        if (!Files.isDirectory(of(run))) {
            return kept;
        }
        try (Stream<Path> files = Files.list(of(run))) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    long atMs = Files.getLastModifiedTime(file).toMillis();
                    kept.add(new Kept(Long.parseLong(name.group(1)), atMs, Files.size(file)));
                } else if (file.toString().endsWith(UNFINISHED)) {
                    Files.deleteIfExists(file);
                }
            }
        }
        return kept;
    }

    @Override
    public void write(String run, Kept grid, byte[] png) throws IOException {
        Path home = Files.createDirectories(of(run));
        Path unfinished = Files.createTempFile(home, "fixed", UNFINISHED);
        try {
            Files.write(unfinished, png);
            Files.setLastModifiedTime(unfinished, FileTime.fromMillis(grid.atMs()));
            Files.move(unfinished, file(run, grid.step()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    @Override
    public Optional<byte[]> read(String run, long step) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file(run, step)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void remove(String run, long step) throws IOException {
        Files.deleteIfExists(file(run, step));
    }

    @Override
    public void forget(String run) {
        // Files outlive the monitor on purpose.
    }
}
