package ganflux.cluster;

import ganflux.stream.GroupProgress;
import ganflux.stream.command.UserError;
import ganflux.stream.service.Health;
import ganflux.stream.service.Opened;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.MonitorFeed;
import ganflux.trainer.OutOfMemory;
import ganflux.trainer.Outlets;
import ganflux.trainer.Reactions;
import ganflux.trainer.TrainerConfig;
import ganflux.trainer.Training;
import ganflux.trainer.TrainingRun;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.v1.StepReport;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The trainer whose steps are made by Spark's executors: it holds the run's directory, plans rounds, averages, writes checkpoints and
 * reports. Its work is on one thread, {@code rounds}; the methods are for any.
 */
final class ClusterService implements Training {
    private final ClusterConfig config;
    private final ServiceMeters meters;
    private final Consumer<StepReport> onRound;
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private final Opened opened = new Opened();
    private final Thread thread = new Thread(this::work, "rounds");
    private volatile boolean stopRequested;
    private volatile @Nullable SparkRounds spark;
    private volatile @Nullable TrainingRun run;

    /** Prepares a trainer that tells {@code onRound} of the last step of each round. */
    ClusterService(ClusterConfig config, ServiceMeters meters, Consumer<StepReport> onRound) {
        this.config = config;
        this.meters = meters;
        this.onRound = onRound;
    }

    @Override
    public void start() {
        thread.start();
    }

    private void work() {
        long step = 0;
        Throwable failure = null;
        try {
            step = train();
        } catch (OutOfMemoryError e) {
            failure = OutOfMemory.explained(e);
        } catch (Exception | Error e) { // whatever it is, somebody waits for the end
            failure = e;
        }
        opened.close();
        if (failure == null) {
            done.complete(step);
        } else {
            done.completeExceptionally(failure);
        }
    }

    private long train() {
        TrainerConfig trainer = config.trainer();
        RunDirectory directory = opened.add(RunDirectory.open(trainer.directory()));
        CheckpointStore store =
                new CheckpointStore(RunDirectory.checkpoints(directory.path()), trainer.checkpointsKept());
        TrainingRun made = opened.add(new TrainingRun(trainer, store, Clock.systemUTC()));
        run = made;
        directory.saveConfiguration(trainer.configuration());
        StreamPosition position = made.readFrom(Outlets.prepareTopics(trainer, config.workers()));
        Outlets outlets = opened.add(Outlets.open(trainer, meters, Integer.MAX_VALUE));
        GroupProgress progress =
                opened.add(new GroupProgress(trainer.client(), trainer.progressGroup(), trainer.topic()));
        Optional<MonitorFeed> feed = trainer.reactions().listens()
                ? Optional.of(opened.add(new MonitorFeed(trainer, meters)))
                : Optional.empty();
        Reactions reactions = new Reactions(trainer.reactions());
        SparkRounds executors = opened.add(SparkRounds.start(config));
        spark = executors;
        Rounds rounds = new Rounds(config, made, position, executors, outlets, progress);
        Optional<StepReport> last = Optional.empty();
        while (!stopRequested && !rounds.reached()) {
            try {
                StepReport report = rounds.make();
                last = Optional.of(report);
                onRound.accept(report);
                feed.ifPresent(known -> reactions.react(known, made));
            } catch (UserError e) {
                if (!stopRequested) {
                    keep(made, e);
                    throw e;
                }
            }
        }
        if (!made.lastCheckpoint()) {
            throw made.lastCheckpointLost();
        }
        last.ifPresent(report -> outlets.publish(report.toBuilder()
                .setStopped(true)
                .setToldAtMs(System.currentTimeMillis())
                .build()));
        return made.checkpointStep();
    }

    /** Where the run has gone back for an alarm, or a checkpoint has failed, the newest one is not where it stands. */
    private static void keep(TrainingRun made, UserError failure) {
        if (!made.lastCheckpoint()) {
            failure.addSuppressed(made.lastCheckpointLost());
        }
    }

    /** Asks for the end: the round under way is given up, which is as if it had not been. */
    @Override
    public void stop() {
        stopRequested = true;
        SparkRounds executors = spark;
        if (executors != null) {
            executors.cancel();
        }
    }

    /** Completes with the step of the newest checkpoint when all is closed; exceptionally where training failed. */
    @Override
    public CompletableFuture<Long> done() {
        return done;
    }

    /** How many slots are being trained at this moment. */
    int running() {
        SparkRounds executors = spark;
        return executors == null || done.isDone() ? 0 : executors.running();
    }

    @Override
    public Health health() {
        if (done.isCompletedExceptionally()) {
            return Health.bad("training has failed: "
                    + done.handle((step, failure) -> String.valueOf(failure)).join());
        }
        TrainingRun training = run;
        SparkRounds executors = spark;
        return training == null || executors == null
                ? Health.bad("starting")
                : executors.complaint().map(Health::bad).orElseGet(training::health);
    }

    @Override
    public void close() {
        stop();
        if (thread.isAlive()) {
            done.handle((step, failure) -> 0).join();
        }
    }
}
