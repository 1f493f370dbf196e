package ganflux.trainer;

import ganflux.stream.ImageBatchCodec;
import ganflux.stream.InvalidRecordException;
import ganflux.stream.KafkaSink;
import ganflux.stream.KafkaSource;
import ganflux.stream.KafkaSourceConfig;
import ganflux.stream.ReceivedRecord;
import ganflux.stream.SourceStats;
import ganflux.stream.Start;
import ganflux.stream.TopicSpec;
import ganflux.stream.Topics;
import ganflux.stream.command.UserError;
import ganflux.stream.image.ImageShape;
import ganflux.stream.service.Health;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.v1.ImageBatch;
import ganflux.v1.PipelineState;
import ganflux.v1.StepReport;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
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
 * <p>The methods may be called from any thread.
 */
public final class TrainerService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TrainerService.class);
    private static final int RECORDS_A_POLL = 64;
    private static final int QUEUED_REPORTS = 1024;
    private static final int QUEUED_SAMPLES = 4;
    private static final long REPORT_BYTES_IN_FLIGHT = 8L << 20;
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(30);

    private final TrainerConfig config;
    private final ServiceMeters meters;
    private final Consumer<StepReport> onStep;
    private final Clock clock;
    private final Scheduler trainThread = Schedulers.newSingle("train");
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile boolean stopRequested;
    private final AtomicLong rejected = new AtomicLong();
    private volatile @Nullable Pipeline pipeline;

    /** Everything that exists between a successful start and the end; made and used on the training thread. */
    private record Pipeline(
            RunDirectory directory,
            TrainingRun run,
            KafkaSource source,
            KafkaSink sink,
            ReportPublisher reports,
            ReportPublisher samples) {}

    private @Nullable Disposable subscription;
    private volatile long readyAtNanos;
    private volatile boolean waiting;
    private long nextSampleNanos;

    /**
     * Prepares a trainer that will tell {@code onStep} of every step, on the training thread.
     */
    public TrainerService(TrainerConfig config, ServiceMeters meters, Consumer<StepReport> onStep) {
        this.config = config;
        this.meters = meters;
        this.onStep = onStep;
        clock = Clock.systemUTC();
    }

    /**
     * Loads or begins the run and starts to train; returns when it listens to the stream.
     *
     * @throws ganflux.stream.command.UserError where the directory, the broker or the run's settings do not allow it
     */
    public void start() {
        CompletableFuture<Void> started = CompletableFuture.runAsync(this::open, trainThread::schedule);
        try {
            started.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void open() {
        RunDirectory directory = RunDirectory.open(config.directory());
        try {
            directory.saveConfiguration(config.configuration());
            CheckpointStore store =
                    new CheckpointStore(RunDirectory.checkpoints(directory.path()), config.checkpointsKept());
            TrainingRun run = new TrainingRun(config, store, clock);
            List<TopicSpec> topics = new ArrayList<>(Topics.reporting());
            topics.add(Topics.images(config.topic(), 1));
            Topics.ensure(config.client(), BROKER_PATIENCE, topics);
            KafkaSource source = new KafkaSource(
                    new KafkaSourceConfig(
                            config.client(),
                            config.topic(),
                            new Start.At(run.position().offsets()),
                            config.budgetBytes(),
                            RECORDS_A_POLL,
                            Optional.of(config.progressGroup())),
                    meters::bind);
            KafkaSink sink = new KafkaSink(config.client(), REPORT_BYTES_IN_FLIGHT, meters::bind);
            Pipeline made = new Pipeline(
                    directory,
                    run,
                    source,
                    sink,
                    new ReportPublisher(sink, Topics.REPORTS, QUEUED_REPORTS),
                    new ReportPublisher(sink, Topics.SAMPLES, QUEUED_SAMPLES));
            pipeline = made;
            subscribe(made);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private void subscribe(Pipeline made) {
        if (reached(made.run())) {
            finish(made, null);
            return;
        }
        ImageShape shape = config.preset().shape();
        Rebatcher rebatcher = new Rebatcher(
                AlternatingStep.imagesPerStep(config.preset()),
                shape.size(),
                made.run().position());
        Flux<Minibatch> minibatches = made.source()
                .records()
                .concatMapIterable(record -> rebatch(rebatcher, record), 1)
                .publishOn(trainThread, 1);
        readyAtNanos = System.nanoTime();
        waiting = true;
        subscription = minibatches.subscribe(
                minibatch -> train(made, minibatch), failure -> finish(made, failure), () -> finish(made, null));
    }

    private boolean reached(TrainingRun run) {
        return config.steps() > 0 && run.step() >= config.steps();
    }

    /** On the source's thread: bytes to a batch of this preset's shape, or a record that is counted and passed over. */
    private List<Minibatch> rebatch(Rebatcher rebatcher, ReceivedRecord record) {
        try {
            ImageBatch batch = ImageBatchCodec.decode(record.value());
            ImageShape shape = config.preset().shape();
            ImageShape given = new ImageShape(batch.getChannels(), batch.getHeight(), batch.getWidth());
            if (shape.equals(given)) {
                return rebatcher.add(record, batch);
            }
            reject(
                    record,
                    "its images are " + given + " but preset " + config.preset().name() + " needs " + shape);
        } catch (InvalidRecordException e) {
            reject(record, e.getMessage());
        }
        return rebatcher.skip(record);
    }

    private void reject(ReceivedRecord record, @Nullable String why) {
        long count = rejected.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            log.warn(
                    "Skipped {}-{} offset {}: {} ({} skipped so far)",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    why,
                    count);
        }
    }

    private void train(Pipeline made, Minibatch minibatch) {
        if (stopping.get()) {
            return;
        }
        waiting = false;
        long begin = System.nanoTime();
        StepReport.Builder report = made.run().train(minibatch);
        minibatch.release();
        made.source().trained(minibatch.after().offsets());
        StepReport complete = report.setWaitSeconds((begin - readyAtNanos) / 1e9)
                .setPipeline(state(made, minibatch))
                .build();
        made.reports().offer(complete.toByteArray());
        if (System.nanoTime() - nextSampleNanos >= 0) {
            made.samples().offer(made.run().sample(minibatch).toByteArray());
            nextSampleNanos = System.nanoTime() + config.sampleInterval().toNanos();
        }
        if (made.run().step() % config.checkpointEvery() == 0) {
            made.run().checkpoint();
        }
        onStep.accept(complete);
        readyAtNanos = System.nanoTime();
        waiting = true;
        if (stopRequested || reached(made.run())) {
            finish(made, null);
        }
    }

    private PipelineState state(Pipeline made, Minibatch minibatch) {
        SourceStats stats = made.source().stats();
        return PipelineState.newBuilder()
                .setLagRecords(stats.lagRecords())
                .setBufferedBytes(stats.bufferedBytes())
                .setBudgetBytes(stats.budgetBytes())
                .setBufferedRecords(stats.bufferedRecords())
                .setPausedPartitions(stats.pausedPartitions())
                .setRejectedRecords(rejected.get())
                .setDroppedReports(made.reports().dropped() + made.samples().dropped())
                .setDataAgeSeconds(Math.max(0, clock.millis() - minibatch.createdAtMs()) / 1e3)
                .setCheckpointAtMs(made.run().checkpointAtMs())
                .setCheckpointStep(made.run().checkpointStep())
                .setCheckpointFailures(made.run().checkpointFailures())
                .build();
    }

    /** Asks for the end: the step under way is finished, a checkpoint written, and {@link #done} completed. */
    public void stop() {
        stopRequested = true; // a stream that always has more holds the training thread: no task would get its turn
        Pipeline made = pipeline;
        if (made != null) {
            trainThread.schedule(() -> finish(made, null));
        } else {
            done.complete(0L);
        }
    }

    /** On the training thread, between steps; once. */
    private void finish(Pipeline made, @Nullable Throwable failure) {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        if (subscription != null) {
            subscription.dispose();
        }
        boolean kept = made.run().checkpoint();
        if (failure != null) {
            done.completeExceptionally(failure);
        } else if (!kept) {
            done.completeExceptionally(
                    new UserError("the last checkpoint could not be written in --dir " + config.directory()
                            + "; the run stands at step " + made.run().checkpointStep()));
        } else {
            done.complete(made.run().step());
        }
    }

    /** Completes with the last step, once it is in a checkpoint; exceptionally where training failed. */
    public CompletableFuture<Long> done() {
        return done;
    }

    /** Where the stream stands; empty before {@link #start} and after {@link #close}. */
    public Optional<SourceStats> sourceStats() {
        return Optional.ofNullable(pipeline).map(made -> made.source().stats());
    }

    /** For how long the training thread has been waiting for images; zero while it trains. */
    public Duration waiting() {
        return waiting ? Duration.ofNanos(System.nanoTime() - readyAtNanos) : Duration.ZERO;
    }

    /** Whether it trains or could. */
    public Health health() {
        if (done.isCompletedExceptionally()) {
            return Health.bad("training has failed: "
                    + done.handle((step, e) -> String.valueOf(e)).join());
        }
        return pipeline == null ? Health.bad("starting") : Health.OK;
    }

    /** Stops where {@link #stop} was not called, then closes what {@link #start} opened, in reverse order. */
    @Override
    public void close() {
        stop();
        done.handle((step, failure) -> step).join();
        Pipeline made = pipeline;
        pipeline = null;
        if (made != null) {
            made.reports().close();
            made.samples().close();
            made.sink().close();
            made.source().close();
            made.run().close();
            made.directory().close();
        }
        trainThread.dispose();
    }
}
