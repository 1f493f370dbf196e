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
    private Optional<CheckpointManifest> begun = Optional.empty(); // with the first copy
    private Optional<CheckpointManifest> next = Optional.empty(); // with the second
    private ModelCopy first = new ModelCopy();
    private ModelCopy second = new ModelCopy();

    /** In its place below {@code run}'s checkpoints. */
    BestCheckpoint(Path run) {
        store = new CheckpointStore(RunDirectory.best(run), 1);
        epoch = store.beginEpoch();
        newest = whole(store::latestManifest).orElse(CheckpointManifest.getDefaultInstance());
        writer = new CheckpointWriter(
                "best checkpoint", store, new CheckpointWriter.Kept(newest.getStep(), newest.getCreatedAtMs()));
    }

    /**
     * Copies {@code model}, and writes the copy in the place of the one before: at once, or where that is still being written, when it
     * is, unless a better one comes meanwhile.
     */
    void keep(CheckpointManifest.Builder manifest, Model model) {
        settle();
        CheckpointManifest best = manifest.setEpoch(epoch).build();
        if (writer.isBusy()) {
            next = Optional.of(best);
            second.take(model);
        } else {
            begun = Optional.of(best);
            writer.begin(best, first.take(model));
        }
    }

    /** Whether one is being written. */
    boolean isBusy() {
        return writer.isBusy();
    }

    /** What was begun counts once it is written, and then the next is begun. */
    private void settle() {
        if (writer.isBusy()) {
            return;
        }
        if (writer.failure().isEmpty()) {
            begun.ifPresent(written -> newest = written);
        }
        begun = next;
        next = Optional.empty();
        if (begun.isPresent()) {
            ModelCopy copy = second;
            second = first;
            first = copy;
            writer.begin(begun.get(), copy);
        }
    }

    private void await() {
        writer.await();
        settle(); // begins what waits
        writer.await();
    }

    /**
     * The value of {@code metric} that it is kept for, or will be when it is written; empty where there is none, or it is kept for
     * another.
     */
    OptionalDouble value(String metric) {
        settle();
        CheckpointManifest last = next.or(() -> begun).orElse(newest);
        return last.getBestBy().equals(metric) ? OptionalDouble.of(last.getBestValue()) : OptionalDouble.empty();
    }

    /** The checkpoint itself; empty where there is none, or it is damaged. */
    Optional<Checkpoint> latest() {
        await();
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
        await();
        writer.close();
    }
}
