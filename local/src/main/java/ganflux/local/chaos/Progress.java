package ganflux.local.chaos;

import ganflux.stream.command.UserError;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.v1.CheckpointManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How far a run is, by what lies on its disk: nothing of it is asked, so that it may be dead. */
final class Progress {
    private static final String WHOLE = "step-";
    private static final String UNFINISHED = "tmp-step-";

    private final Path checkpoints;

    /** Of the run in {@code directory}, which may not exist yet. */
    Progress(Path directory) {
        checkpoints = RunDirectory.checkpoints(directory);
    }

    /** The step of the newest checkpoint; 0 where there is none. The run itself may be some steps further. */
    long step() {
        return names().stream()
                .filter(name -> name.startsWith(WHOLE))
                .mapToLong(name -> Long.parseLong(name.substring(WHOLE.length())))
                .max()
                .orElse(0);
    }

    /** Whether a checkpoint was begun since a moment and not completed: of a dead trainer, that it died while it wrote one. */
    boolean isUnfinishedSince(Instant moment) {
        return names().stream()
                .filter(name -> name.startsWith(UNFINISHED))
                .anyMatch(name -> checkpoints.resolve(name).toFile().lastModified() >= moment.toEpochMilli());
    }

    private List<String> names() {
        if (!Files.isDirectory(checkpoints)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.map(path -> path.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UserError(checkpoints + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The manifest of the checkpoint from which the run would go on; empty where it would begin anew. While no trainer runs.
     *
     * @throws UserError where a checkpoint is damaged
     */
    Optional<CheckpointManifest> manifest() {
        CheckpointStore store = new CheckpointStore(checkpoints, Integer.MAX_VALUE);
        store.verify()
                .forEach((path, damage) -> damage.ifPresent(what -> {
                    throw new UserError("checkpoint " + path + " is damaged: " + what);
                }));
        return store.latestManifest();
    }
}
