package ganflux.trainer;

import ganflux.stream.command.UserError;
import ganflux.stream.service.Health;
import ganflux.trainer.checkpoint.Checkpoint;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.v1.CheckpointManifest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one checkpoint that is kept for being good, beside the newest ones. Confined to the training thread, but for what is said. */
final class BestCheckpoint implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BestCheckpoint.class);

    private final CheckpointStore store;
    private final CheckpointWriter writer;
    private final long epoch;
    private CheckpointManifest newest;
    private Optional<CheckpointManifest> begun = Optional.empty();

    /** In its place below {@code run}'s checkpoints. */
    BestCheckpoint(Path run) {
        store = new CheckpointStore(RunDirectory.best(run), 1);
        epoch = store.beginEpoch();
        newest = whole(store::latestManifest).orElse(CheckpointManifest.getDefaultInstance());
        writer = new CheckpointWriter(
                "best checkpoint", store, new CheckpointWriter.Kept(newest.getStep(), newest.getCreatedAtMs()));
    }

    /** Begins to write it, in the place of the one before; false while that is still being written. */
    boolean keep(CheckpointManifest.Builder manifest, Model model) {
        if (isBusy()) {
            return false;
        }
        settle();
        begun = Optional.of(manifest.setEpoch(epoch).build());
        writer.begin(begun.get(), model);
        return true;
    }

    /** Whether one is being written. */
    boolean isBusy() {
        return writer.isBusy();
    }

    /** What was begun counts once it is written. */
    private void settle() {
        if (!writer.isBusy()) {
            if (writer.failure().isEmpty()) {
                begun.ifPresent(written -> newest = written);
            }
            begun = Optional.empty();
        }
    }

    /** The value of {@code metric} that it is kept for; empty where there is none, or it is kept for another. */
    OptionalDouble value(String metric) {
        settle();
        return newest.getBestBy().equals(metric) ? OptionalDouble.of(newest.getBestValue()) : OptionalDouble.empty();
    }

    /** The checkpoint itself; empty where there is none, or it is damaged. */
    Optional<Checkpoint> latest() {
        writer.await();
        return whole(store::latest);
    }

    /** Without the best a run can go on. */
    private static <T> Optional<T> whole(Supplier<Optional<T>> read) {
        try {
            return read.get();
        } catch (UserError e) {
            log.warn("The best checkpoint is lost: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether the last one could be written; any thread. */
    Health health() {
        return writer.health();
    }

    /** How many could not be written; any thread. */
    int failures() {
        return writer.failures();
    }

    @Override
    public void close() {
        writer.close();
    }
}
