package ganflux.trainer.checkpoint;

import ganflux.stream.command.UserError;
import ganflux.v1.CheckpointManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints of one run, each a directory {@code step-0000003000} with {@code generator.zip} and
 * {@code discriminator.zip} (DL4J's own format, optimiser state included), where the run keeps a moving average of the generator's
 * weights {@code generator-average.zip} (without that state), and {@code manifest.json}.
 *
 * <p>A checkpoint is written beside its place under another name, every file and the directory forced to disk, and
 * renamed as the last act: a crash leaves the old ones or the old ones and the new one, never a torn one under a final
 * name. One that is removed loses its name first, and one that is replaced, by another of its step, gets it back unless the
 * other is there. A write that fails leaves the old ones and removes what it had begun;
 * what a crash left half-done the next write removes. One that is damaged afterwards is found by size and SHA-256, and the
 * one before it is taken.
 */
public final class CheckpointStore {
    private static final Logger log = LoggerFactory.getLogger(CheckpointStore.class);
    private static final String PREFIX = "step-";
    private static final String UNFINISHED = "tmp-";
    private static final String REMOVED = "old-";
    private static final String REPLACED = "was-";

    private final Path directory;
    private final int kept;
    private final EpochFile epoch;

    /** Checkpoints in {@code directory}, of which the newest {@code kept} stay. */
    public CheckpointStore(Path directory, int kept) {
        this.directory = directory;
        this.kept = kept;
        epoch = new EpochFile(directory);
    }

    /** As {@link #write(CheckpointManifest, ModelSnapshot, ModelSnapshot, Optional)}, without a moving average. */
    public Path write(CheckpointManifest manifest, ModelSnapshot generator, ModelSnapshot discriminator)
            throws IOException {
        return write(manifest, generator, discriminator, Optional.empty());
    }

    /**
     * Writes one.
     *
     * @param manifest everything but the files, which this method adds
     * @param average of the generator's weights, where there is one
     * @return where it is now
     */
    public Path write(
            CheckpointManifest manifest,
            ModelSnapshot generator,
            ModelSnapshot discriminator,
            Optional<ModelSnapshot> average)
            throws IOException {
        Files.createDirectories(directory);
        String name = PREFIX + String.format(Locale.ROOT, "%010d", manifest.getStep());
        Path made = directory.resolve(UNFINISHED + name);
        Path place = directory.resolve(name);
        epoch.requireNewest(manifest.getEpoch()); // else what is removed could be a newer writer's
        removeLeftOvers();
        try {
            Files.createDirectory(made);
            CheckpointFiles.write(made, manifest, generator, discriminator, average);
            Disk.force(made);
            epoch.requireNewest(manifest.getEpoch());
            if (Files.exists(place)) { // of a run that went back; it may be the only one
                Files.move(place, directory.resolve(REPLACED + name), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
            Disk.force(directory);
            settleReplaced();
        } catch (IOException | RuntimeException e) {
            giveUp(made, e); // on a full disk the room is needed
            throw e;
        }
        removeOthers(place);
        return place;
    }

    /** What a writer that was killed had begun to write or to remove. */
    private void removeLeftOvers() throws IOException {
        settleReplaced();
        for (String begun : List.of(UNFINISHED, REMOVED)) {
            for (Path path : named(begun + PREFIX)) {
                Disk.deleteTree(path);
            }
        }
    }

    private List<Path> named(String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    /** Takes the final name first, so that a crash leaves no half of a checkpoint under it. */
    private void remove(Path checkpoint) throws IOException {
        Path removed = directory.resolve(REMOVED + checkpoint.getFileName());
        Files.move(checkpoint, removed, StandardCopyOption.ATOMIC_MOVE);
        Disk.deleteTree(removed);
    }

    /** Of a checkpoint that was about to be replaced by another of its step: it stays unless the other is there. */
    private void settleReplaced() throws IOException {
        for (Path replaced : named(REPLACED + PREFIX)) {
            if (Files.exists(place(replaced))) {
                Disk.deleteTree(replaced);
            } else {
                Files.move(replaced, place(replaced), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private void giveUp(Path made, Exception cause) {
        try {
            settleReplaced();
            Disk.deleteTree(made);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Begins another epoch: from now on nobody can write a checkpoint of an earlier one here. What it stands for is one
     * start of the run; its number goes into {@link CheckpointManifest#getEpoch}.
     *
     * @throws UserError where the directory cannot be written
     */
    public long beginEpoch() {
        return epoch.begin();
    }

    /** The newest checkpoint that is whole, with its networks loaded; empty where the run has none at all. */
    public Optional<Checkpoint> latest() {
        Optional<Path> newest = newestWhole();
        return newest.map(CheckpointFiles::load);
    }

    /** The oldest checkpoint that is whole, with its networks loaded; empty where the run has none. */
    public Optional<Checkpoint> oldest() {
        List<Path> oldestFirst = new ArrayList<>(all());
        Collections.reverse(oldestFirst);
        return oldestFirst.stream()
                .filter(path -> CheckpointFiles.damage(path).isEmpty())
                .findFirst()
                .map(CheckpointFiles::load);
    }

    /** The manifest of the newest checkpoint that is whole. */
    public Optional<CheckpointManifest> latestManifest() {
        return newestWhole().map(CheckpointFiles::readManifest);
    }

    /**
     * The generator of the newest checkpoint that is whole.
     *
     * @param average whether to take the moving average of its weights, where that checkpoint has one
     */
    public Optional<SavedGenerator> latestGenerator(boolean average) {
        return newestWhole().map(path -> CheckpointFiles.generator(path, average));
    }

    private Optional<Path> newestWhole() {
        List<Path> all = all();
        for (Path path : all) {
            Optional<String> damage = CheckpointFiles.damage(path);
            if (damage.isEmpty()) {
                return Optional.of(path);
            }
            log.warn("Checkpoint {} is damaged ({}); taking the one before it", path, damage.get());
        }
        if (!all.isEmpty()) {
            throw new UserError("every checkpoint in " + directory + " is damaged (" + all.size()
                    + " of them); restore one or start anew in another --dir");
        }
        return Optional.empty();
    }

    /** Where a checkpoint belongs that was about to be replaced when its writer was killed; all others are there. */
    private static Path place(Path path) {
        String name = path.getFileName().toString();
        return name.startsWith(REPLACED) ? path.resolveSibling(name.substring(REPLACED.length())) : path;
    }

    /** Checkpoints under a final name, and any that lost it to one that did not come; the newest first. */
    private List<Path> all() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path -> path.equals(place(path)) || !Files.exists(place(path)))
                    .filter(path -> place(path).getFileName().toString().startsWith(PREFIX))
                    .sorted(Comparator.comparing(CheckpointStore::place).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UserError(directory + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Removes what {@code newest}, just written, makes superfluous: the oldest, and any of a later step, which the run
     * did not go on from because they are damaged.
     */
    private void removeOthers(Path newest) throws IOException {
        List<Path> all = new ArrayList<>(all());
        int first = all.indexOf(newest);
        for (int i = 0; i < all.size(); i++) {
            if (i < first || i >= first + (long) kept) {
                remove(all.get(i));
            }
        }
    }

    /**
     * Each checkpoint, the newest first, with what is wrong with it: empty where every file has the size and the SHA-256
     * that its manifest says.
     */
    public Map<Path, Optional<String>> verify() {
        Map<Path, Optional<String>> all = new LinkedHashMap<>();
        all().forEach(path -> all.put(path, CheckpointFiles.damage(path)));
        return all;
    }
}
