package ganflux.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a round that nobody makes: where no worker has room for an executor, Spark waits without a word. Looks every few seconds, on a
 * thread of its own; the methods are for any.
 */
final class ExecutorWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ExecutorWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "executor-watch");
        made.setDaemon(true);
        return made;
    });
    private final IntSupplier running;
    private final String wanted;
    private boolean underWay; // guarded by this, as all that follows
    private long idleSinceNanos;
    private boolean said;
    private @Nullable String complaint;

    /**
     * Watches.
     *
     * @param running how many slots are being made now
     * @param wanted what an executor needs, for a person
     */
    ExecutorWatch(IntSupplier running, String wanted) {
        this.running = running;
        this.wanted = wanted;
    }

    ExecutorWatch start() {
        var unused = thread.scheduleWithFixedDelay(
                () -> look(System.nanoTime()), BETWEEN_LOOKS.toSeconds(), BETWEEN_LOOKS.toSeconds(), TimeUnit.SECONDS);
        return this;
    }

    /** A round begins. */
    synchronized void begins(long nowNanos) {
        underWay = true;
        busy(nowNanos);
    }

    /** It is over, whatever became of it. */
    synchronized void ends() {
        underWay = false;
        complaint = null;
    }

    private void busy(long nowNanos) {
        idleSinceNanos = nowNanos;
        said = false;
        complaint = null;
    }

    synchronized void look(long nowNanos) {
        if (!underWay || running.getAsInt() > 0) {
            busy(nowNanos);
            return;
        }
        Duration idle = Duration.ofNanos(nowNanos - idleSinceNanos);
        if (idle.compareTo(PATIENCE) >= 0) {
            complaint = "no executor makes the round, for " + idle.toSeconds() + " s: " + wanted;
            if (!said) {
                log.warn("{}", complaint);
                said = true;
            }
        }
    }

    /** What is wrong, for a person; nothing while a round is made. */
    synchronized Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
