package ganflux.trainer;

import ganflux.stream.SourceStats;
import ganflux.stream.command.UserError;
import ganflux.stream.service.Health;
import ganflux.stream.service.Opened;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.v1.PipelineState;
import ganflux.v1.StepReport;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The trainer: records become minibatches, minibatches become steps, steps become reports, samples and checkpoints.
 *
 * <pre>
 *   KafkaSource --records--> decode, re-batch --minibatches--> | training thread: step, report | --> KafkaSink
 *        ^                                                       |
 *        +------ demand of one, and bytes given back, once a step is done
 * </pre>
 *
 * <p>Backpressure is the pipeline's own: the training thread asks for one minibatch at a time, and the source polls no
 * further than its byte budget. Delivery: what a checkpoint covers is never trained again, what came after it is read
 * again after a crash, from the very image where the checkpoint stood.
 *
 * <p>The public methods may be called from any thread.
 */
public final class TrainerService implements Training {
    private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long SELDOMEST_NANOS = Duration.ofMinutes(10).toNanos();

    private final TrainerConfig config;
    private final ServiceMeters meters;
    private final Consumer<StepReport> onStep;
    private final Clock clock;
    private final Scheduler trainThread = Schedulers.newSingle("train");
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private final Opened opened = new Opened();
    private volatile @Nullable Started started;
    private volatile boolean stopRequested;
    private volatile boolean waiting;
    private volatile long waitingSinceNanos;

    // Of the training thread alone.
    private final List<Minibatch> collected = new ArrayList<>(); // for the next step
    private @Nullable Disposable subscription;
    private @Nullable StepReport lastReport;
    private long newestCreatedAtMs;
    private long toldWaitNanos;
    private boolean finished;

    /** What exists between a successful start and the end. */
    private record Started(
            TrainingRun run,
            Connections kafka,
            Intake intake,
            Optional<MonitorFeed> feed,
            Reactions reactions,
            long sinceMs) {
        void react() {
            feed.ifPresent(known -> reactions.react(known, run));
        }

        PipelineState state(long dataAgeMs) {
            PipelineState.Builder state = kafka.state(dataAgeMs)
                    .setRejectedRecords(intake.rejected())
                    .setDuplicateRecords(intake.duplicates())
                    .setUnlabelledImages(intake.unlabelled());
            run.describe(state);
            return state.build();
        }
    }

    /** Prepares a trainer that will tell {@code onStep} of every step, on the training thread. */
    public TrainerService(TrainerConfig config, ServiceMeters meters, Consumer<StepReport> onStep) {
        this(config, meters, onStep, Clock.systemUTC());
    }

    TrainerService(TrainerConfig config, ServiceMeters meters, Consumer<StepReport> onStep, Clock clock) {
        this.clock = clock;
        this.config = config;
        this.meters = meters;
        this.onStep = onStep;
    }

    /**
     * Loads or begins the run and starts to train; returns when it listens to the stream.
     *
     * @throws UserError where the directory, the broker or the run's settings do not allow it
     */
    @Override
    public void start() {
        try {
            CompletableFuture.runAsync(this::open, trainThread::schedule).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e.getCause() instanceof OutOfMemoryError error ? OutOfMemory.explained(error) : e;
        }
    }

    private void open() {
        try {
            openAll();
        } catch (RuntimeException | Error e) {
            started = null;
            opened.close();
            throw e;
        }
    }

    private void openAll() {
        RunDirectory directory = opened.add(RunDirectory.open(config.directory()));
        CheckpointStore store =
                new CheckpointStore(RunDirectory.checkpoints(directory.path()), config.checkpointsKept());
        TrainingRun run = opened.add(new TrainingRun(config, store, clock));
        directory.saveConfiguration(config.configuration());
        Started made = connect(run);
        started = made;
        subscribe(made);
    }

    private Started connect(TrainingRun run) {
        StreamPosition position = run.readFrom(Outlets.prepareTopics(config, 1));
        Connections kafka = Connections.open(config, position, meters, opened);
        kafka.source()
                .trained(position.offsets()); // a trainer that was killed may not have said it, and ingest wait for it
        return new Started(
                run,
                kafka,
                new Intake(config.preset(), position, kafka.outlets().deadLetters()::put),
                config.reactions().listens()
                        ? Optional.of(opened.add(new MonitorFeed(config, meters)))
                        : Optional.empty(),
                new Reactions(config.reactions()),
                clock.millis());
    }

    private void subscribe(Started made) {
        if (reached(made.run())) {
            finish(made, null);
            return;
        }
        waitFromNow();
        trainThread.schedulePeriodically(() -> sayWaiting(made), LOOK_NANOS, LOOK_NANOS, TimeUnit.NANOSECONDS);
        subscription = made.kafka()
                .source()
                .records()
                .concatMap(made.intake()::take, 1)
                .publishOn(trainThread, 1)
                .subscribe(
                        minibatch -> trainOrEnd(made, minibatch),
                        failure -> finish(made, failure),
                        () -> finish(made, null));
    }

    private boolean reached(TrainingRun run) {
        return config.steps() > 0 && run.step() >= config.steps();
    }

    private void waitFromNow() {
        toldWaitNanos = 0;
        waitingSinceNanos = System.nanoTime();
        waiting = true;
    }

    /**
     * Reactor passes no fatal errors on, such as a missing class or the OutOfMemoryError that JavaCPP throws at a bound of
     * its own: training would stop without a word.
     */
    private void trainOrEnd(Started made, Minibatch minibatch) {
        try {
            train(made, minibatch);
        } catch (Error e) {
            finish(made, e instanceof OutOfMemoryError memory ? OutOfMemory.explained(memory) : e);
        }
    }

    /** Makes a step as soon as there are the minibatches of one. */
    private void train(Started made, Minibatch minibatch) {
        if (finished) {
            return;
        }
        TrainingRun run = made.run();
        collected.add(minibatch);
        if (collected.size() < run.minibatchesOfNextStep()) {
            minibatch.release(); // at once: those of a step of a hundred need not fit into the budget together
            return; // what is collected counts as waiting, and is read again where training ends before its step
        }
        double waitSeconds = waiting().toNanos() / 1e9;
        waiting = false;
        StepReport.Builder step = run.train(collected);
        minibatch.release();
        collected.clear();
        made.kafka().source().trained(minibatch.after().offsets());
        newestCreatedAtMs = minibatch.createdAtMs();
        StepReport report = step.setWaitSeconds(waitSeconds)
                .setPipeline(made.state(clock.millis() - newestCreatedAtMs))
                .build();
        made.kafka().outlets().publish(report);
        lastReport = report;
        run.sampleIfDue().ifPresent(made.kafka().outlets()::publish);
        onStep.accept(report);
        run.afterStep();
        made.reactions().scores(() -> run.scoreImbalance(minibatch), run.step(), run);
        made.react();
        waitFromNow();
        if (stopRequested || reached(run)) {
            finish(made, null);
        }
    }

    /** Asks for the end: the step under way is finished, a checkpoint written, and {@link #done} completed. */
    @Override
    public void stop() {
        stopRequested = true; // a stream that always has more holds the training thread: no task would get its turn
        Started made = started;
        if (made == null) {
            done.complete(0L);
        } else if (!done.isDone()) {
            trainThread.schedule(() -> finish(made, null));
        }
    }

    /** On the training thread, between steps; the first call counts. */
    private void finish(Started made, @Nullable Throwable failure) {
        if (finished) {
            return;
        }
        finished = true;
        waiting = false;
        if (subscription != null) {
            subscription.dispose();
        }
        try {
            boolean kept = made.run().lastCheckpoint();
            if (failure != null) {
                done.completeExceptionally(explained(failure));
            } else if (kept) {
                sayStopped(made);
                done.complete(made.run().checkpointStep());
            } else {
                done.completeExceptionally(made.run().lastCheckpointLost());
            }
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(failure == null ? e : explained(failure));
        }
    }

    /** Tells where no images come although all is well: seldomer the longer that lasts. */
    private void sayWaiting(Started made) {
        Duration waited = waiting();
        long nanos = waited.toNanos();
        boolean due = nanos >= toldWaitNanos + Math.max(LOOK_NANOS, Math.min(toldWaitNanos, SELDOMEST_NANOS));
        if (finished || !due || !broker(made).and(made.intake()::health).ok()) {
            return;
        }
        toldWaitNanos = nanos;
        tell(made, again(made).setWaitingSinceMs(clock.millis() - waited.toMillis()));
    }

    private void sayStopped(Started made) {
        tell(made, again(made).setStopped(true));
    }

    private static void tell(Started made, StepReport.Builder report) {
        if (report.getStep() > 0) { // else there is no run yet
            made.kafka().outlets().publish(report.build());
        }
    }

    /** The last report, with where the stream stands now; before the first step since the start one without figures. */
    private StepReport.Builder again(Started made) {
        PipelineState state = made.state(clock.millis() - newestCreatedAtMs);
        StepReport last = lastReport;
        StepReport.Builder report = last == null
                ? ReportedStep.none(config.preset(), made.run().step())
                        .setRunId(config.run())
                        .setPipeline(state.toBuilder().setDataAgeSeconds(Double.NaN))
                : last.toBuilder().setPipeline(state);
        return report.setToldAtMs(clock.millis());
    }

    private Throwable explained(Throwable failure) {
        return Connections.explained(failure, config.client());
    }

    /** Completes with the last step, once it is in a checkpoint; exceptionally where training failed. */
    @Override
    public CompletableFuture<Long> done() {
        return done;
    }

    /** Where the stream stands; empty before {@link #start} and after {@link #close}. */
    public Optional<SourceStats> sourceStats() {
        return Optional.ofNullable(started).map(made -> made.kafka().source().stats());
    }

    /** For how long the training thread has been waiting for images; zero while it trains. */
    public Duration waiting() {
        return waiting ? Duration.ofNanos(System.nanoTime() - waitingSinceNanos) : Duration.ZERO;
    }

    /** Whether it trains or could: with no broker, or images that are all of no use, it cannot. */
    @Override
    public Health health() {
        if (done.isCompletedExceptionally()) {
            return Health.bad("training has failed: "
                    + done.handle((step, failure) -> String.valueOf(failure)).join());
        }
        Started made = started;
        if (made == null) {
            return Health.bad("starting");
        }
        Health run = made.run().health();
        return done.isDone() ? run : run.and(() -> broker(made)).and(made.intake()::health);
    }

    private Health broker(Started made) {
        long answeredMs = Math.max(made.sinceMs(), made.kafka().source().stats().lastFetchMs());
        return Health.ofBroker(config.client().getOrDefault("bootstrap.servers", ""), answeredMs, clock.millis());
    }

    /** Stops where {@link #stop} was not called, then closes what {@link #start} opened, in reverse order. */
    @Override
    public void close() {
        stop();
        done.handle((step, failure) -> 0).join();
        started = null;
        CompletableFuture.runAsync(opened::close, trainThread::schedule).join(); // to which the engines belong
        trainThread.dispose();
    }
}
