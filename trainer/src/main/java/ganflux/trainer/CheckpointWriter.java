package ganflux.trainer;

import ganflux.stream.command.UserError;
import ganflux.stream.service.Health;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.StaleWriterException;
import ganflux.v1.CheckpointManifest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes checkpoints beside the training: the training thread copies the networks, a thread of this object's writes the
 * copy. One at a time.
 *
 * <p>{@link #begin}, {@link #await} and {@link #check} are for the training thread, the figures for any.
 */
final class CheckpointWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CheckpointWriter.class);

    private final CheckpointStore store;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "checkpoint");
        made.setDaemon(true);
        return made;
    });
    private final String what;
    private final ModelCopy own = new ModelCopy();
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
    private volatile Kept newest;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile @Nullable StaleWriterException stale;
    private volatile @Nullable Failing failing;

    /**
     * The newest checkpoint.
     *
     * @param atMs when it was made, in milliseconds since 1970; 0 for never
     */
    record Kept(long step, long atMs) {}

    /** Since when none has succeeded, by {@link System#nanoTime}, how many have not, and why the last one. */
    private record Failing(long sinceNanos, long times, String reason) {}

    /** Writes to {@code store}, whose newest checkpoint is {@code newest}; {@code what} names one in the log. */
    CheckpointWriter(String what, CheckpointStore store, Kept newest) {
        this.what = what;
        this.store = store;
        this.newest = newest;
    }

    boolean isBusy() {
        return !underWay.isDone();
    }

    /** Copies the networks as they are now, and writes them in the background. Not while busy. */
    void begin(CheckpointManifest manifest, Model model) {
        begin(manifest, own.take(model));
    }

    /** Writes {@code copy} in the background; it must stay as it is until that is done. Not while busy. */
    void begin(CheckpointManifest manifest, ModelCopy copy) {
        underWay = CompletableFuture.runAsync(() -> write(manifest, copy), thread);
    }

    private void write(CheckpointManifest manifest, ModelCopy copy) {
        try {
            store.write(manifest, copy.generator(), copy.discriminator(), copy.average());
            newest = new Kept(manifest.getStep(), manifest.getCreatedAtMs());
            if (failing != null) {
                failing = null;
                log.info("Checkpoints are written again: that of step {} is", manifest.getStep());
            }
        } catch (StaleWriterException e) {
            stale = e;
        } catch (IOException | RuntimeException | Error e) {
            failures.incrementAndGet();
            Failing before = failing;
            Failing now = before == null
                    ? new Failing(System.nanoTime(), 1, e.toString())
                    : new Failing(before.sinceNanos(), before.times() + 1, e.toString());
            failing = now;
            if (Flood.isWorthALine(now.times())) {
                log.error(
                        "The {} of step {} could not be written ({} in a row); {}: {}",
                        what,
                        manifest.getStep(),
                        now.times(),
                        newest.atMs() == 0 ? "there is none yet" : "that of step " + newest.step() + " stays",
                        now.reason(),
                        e instanceof IOException ? null : e); // of the disk's affairs its words say enough
            }
        }
    }

    /** Waits until nothing is being written. */
    void await() {
        underWay.join();
    }

    /**
     * Tells what happened meanwhile, where it must end the training.
     *
     * @throws StaleWriterException where the run was started again elsewhere
     * @throws UserError where none could be written for too long
     */
    void check(TrainerConfig config) {
        StaleWriterException found = stale;
        if (found != null) {
            throw found;
        }
        if (failingFor().compareTo(config.faults().checkpointPatience()) > 0) {
            throw explained("no checkpoint could be written in --dir " + config.directory() + " for "
                    + failingFor().toSeconds() + " s, longer than --checkpoint-patience: ");
        }
    }

    /** {@code what}, why the last one could not be written, where the run stands and what to do. */
    UserError explained(String what) {
        return new UserError(what + failure().orElse("") + "; the run stands at step " + newest.step()
                + "; make room there and start again");
    }

    /** Whether the last one could be written. */
    Health health() {
        return failure()
                .map(reason -> Health.bad("no checkpoint could be written for "
                        + failingFor().toSeconds() + " s: " + reason + "; the newest is of step " + newest.step()))
                .orElse(Health.OK);
    }

    Kept newest() {
        return newest;
    }

    /** Checkpoints that could not be written. */
    int failures() {
        return failures.get();
    }

    /** Why the last one could not be written; empty where it could. */
    Optional<String> failure() {
        return Optional.ofNullable(failing).map(Failing::reason);
    }

    /** For how long none could be written; zero where the last one could. */
    Duration failingFor() {
        Failing now = failing;
        return now == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - now.sinceNanos());
    }

    @Override
    public void close() {
        await();
        thread.shutdown();
    }
}
