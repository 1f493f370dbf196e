package ganflux.cluster;

import ganflux.stream.command.UserError;
import ganflux.trainer.Model;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A model and the thread that it belongs to. An executor keeps those that rest for the tasks to come: to make the engines anew would
 * cost more than a small preset's round. Each is of one task at a time.
 */
final class SlotWorker {
    private static final Deque<SlotWorker> RESTING = new ConcurrentLinkedDeque<>();

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "slot");
        made.setDaemon(true);
        return made;
    });
    private final String key;
    private @Nullable Preset preset; // of the thread
    private @Nullable Model model; // of the thread

    private SlotWorker(String key) {
        this.key = key;
    }

    /**
     * Makes a slot's steps.
     *
     * @throws UserError for a reason of the user's
     * @throws KafkaSilence where Kafka does not answer
     * @throws OutOfMemoryError at JavaCPP's bounds
     * @throws InterruptedException where Spark gives the task up
     */
    static SlotResult run(Round round, SlotPlan plan) throws InterruptedException {
        SlotWorker worker = take(round.task().presetYaml() + round.task().engine());
        boolean whole = false;
        try {
            SlotResult made = worker.await(worker.thread.submit(() -> worker.make(round, plan)));
            whole = true;
            return made;
        } finally {
            if (whole) {
                RESTING.push(worker);
            } else {
                worker.end();
            }
        }
    }

    private static SlotWorker take(String key) {
        for (SlotWorker rests = RESTING.poll(); rests != null; rests = RESTING.poll()) {
            if (rests.key.equals(key)) {
                return rests;
            }
            rests.end(); // of another run, in an executor or a test that outlived it
        }
        return new SlotWorker(key);
    }

    private SlotResult make(Round round, SlotPlan plan) {
        Round.Task task = round.task();
        Preset known = preset;
        Model kept = model;
        if (known == null || kept == null) {
            known = PresetReader.read(task.presetName(), "the driver's preset", task.presetYaml());
            kept = new Model(known, task.seed(), task.engine());
            preset = known;
            model = kept;
        }
        return new SlotRun(round, plan, known).make(kept);
    }

    private SlotResult await(Future<SlotResult> made) throws InterruptedException {
        try {
            return made.get();
        } catch (InterruptedException e) {
            made.cancel(true);
            throw e;
        } catch (ExecutionException | CancellationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof OutOfMemoryError memory) {
                throw memory;
            }
            throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
        }
    }

    /** Frees the engines on their thread; waits until a step under way is done. */
    private void end() {
        thread.execute(() -> {
            if (model != null) {
                Objects.requireNonNull(model).close();
            }
        });
        thread.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            var unused = thread.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
