package ganflux.ingest;

import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.UploadStats;
import ganflux.stream.KafkaSink;
import ganflux.stream.Refusal;
import ganflux.stream.SendException;
import ganflux.stream.Topics;
import ganflux.stream.command.UserError;
import ganflux.stream.service.Health;
import ganflux.stream.service.Opened;
import ganflux.stream.service.ServiceMeters;
import ganflux.v1.ImageBatch;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Sends the images of one source to one topic.
 *
 * <p>Delivery: batches carry their source's name and a sequence without gaps. A restarted service finds the last batch on
 * the topic and goes on behind it, also where the earlier one was killed: no image is left out and none is sent twice, as
 * long as one service at a time runs for a source id.
 *
 * <p>Backpressure: an image is read only when the sink has room for its batch, and a limit of images ahead of the trainer
 * holds across Kafka.
 *
 * <p>Threads: one reads and packs, one belongs to the sink; all methods may be called from any thread.
 */
public final class IngestService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IngestService.class);
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(30);
    private static final Duration SILENCE = Duration.ofSeconds(30); // then /healthz says that the broker is silent
    private static final long MAX_IN_FLIGHT_BYTES = 16L << 20; // Twice the largest record keeps the line busy.
    private static final String DELIVERY_TIMEOUT_MS = "600000"; // A broker may be away for minutes.

    private final IngestConfig config;
    private final ServiceMeters meters;
    private final Tally tally;
    private final Clock clock;
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Opened opened = new Opened();
    private volatile @Nullable Running running;
    private volatile @Nullable Throwable failure;
    private volatile boolean closing;

    /** What exists while images flow. */
    private record Running(ImageSource source, List<Feed> feeds, KafkaSink sink, Optional<TrainerGate> gate) {}

    /** A service that is not started; its meters are registered at once. */
    public IngestService(IngestConfig config, ServiceMeters meters) {
        this(config, meters, Clock.systemUTC());
    }

    IngestService(IngestConfig config, ServiceMeters meters, Clock clock) {
        this.config = config;
        this.meters = meters;
        this.clock = clock;
        tally = new Tally(clock);
        IngestMeters.bind(meters.registry(), this);
    }

    /**
     * Opens and checks the source, creates the topic where it is absent, finds where to go on, and begins to send. Blocks
     * until then.
     *
     * @throws UserError where the data or the broker cannot be used
     */
    public synchronized void start() {
        if (running != null || done.isDone()) {
            throw new IllegalStateException("this service was started or closed before");
        }
        ImageSource source = config.data().open(config.source());
        opened.add(source);
        int imagesPerRecord = config.flow().imagesPerRecord(source.shape());
        Topics.ensure(config.client(), BROKER_PATIENCE, List.of(config.topic()));
        try {
            List<Feed> feeds = source.start(config.client()).stream()
                    .map(stream ->
                            Feed.open(stream, config.client(), config.topic().name()))
                    .toList();
            send(source, feeds, imagesPerRecord);
        } catch (KafkaException e) {
            throw new UserError(
                    "topic " + config.topic().name() + " at --bootstrap "
                            + config.client().get("bootstrap.servers") + " cannot be used: " + e.getMessage(),
                    e);
        }
    }

    private void send(ImageSource source, List<Feed> feeds, int imagesPerRecord) {
        KafkaSink sink = new KafkaSink(producerSettings(), MAX_IN_FLIGHT_BYTES, meters::bind);
        opened.add(sink);
        Flow flow = config.flow();
        Optional<RatePacer> pacer = flow.imagesPerSecond() == 0
                ? Optional.empty()
                : Optional.of(new RatePacer(flow.imagesPerSecond(), Schedulers.parallel()));
        int partitions = feeds.get(0).partitions();
        Optional<TrainerGate> gate = flow.aheadImages() == 0
                ? Optional.empty()
                : Optional.of(gate(source.arrives() ? 1 : imagesPerRecord, partitions));
        Pipeline pipeline = new Pipeline(
                batches(feeds, imagesPerRecord), pacer, gate, config.topic().name(), partitions);
        feeds.forEach(feed -> tally.resumeAt(feed.plan().nextIndex()));
        running = new Running(source, feeds, sink, gate);
        sink.send(pipeline.records(tally, stop.asMono()))
                .subscribe(metadata -> acknowledged(feeds), this::failed, () -> done.complete(null));
    }

    /** What all feeds give, each read and packed on a thread of its own. */
    private Flux<ImageBatch> batches(List<Feed> feeds, int imagesPerRecord) {
        List<Flux<ImageBatch>> all = new ArrayList<>();
        for (Feed feed : feeds) {
            Scheduler thread = Schedulers.newSingle("ingest-source", true);
            opened.add(thread::dispose);
            all.add(new Batches(feed.stream(), config.runId(), imagesPerRecord, clock)
                    .from(feed.plan())
                    .subscribeOn(thread));
        }
        return all.size() == 1 ? all.get(0) : Flux.fromIterable(all).flatMap(batches -> batches, all.size(), 1);
    }

    private void acknowledged(List<Feed> feeds) {
        Tally.Sent sent = tally.acknowledged();
        feeds.stream()
                .map(Feed::stream)
                .filter(stream -> stream.id().equals(sent.sourceId()))
                .forEach(stream -> stream.stored(sent.lastId()));
    }

    private TrainerGate gate(int imagesOfOthers, int partitions) {
        CommittedProgress progress = new CommittedProgress(
                config.client(), config.flow().trainerGroup(), config.topic().name(), partitions);
        opened.add(progress);
        return new TrainerGate(progress, config.flow().aheadImages(), imagesOfOthers, Schedulers.parallel());
    }

    private Map<String, String> producerSettings() {
        Map<String, String> settings = new HashMap<>(config.client());
        settings.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        return settings;
    }

    private void failed(Throwable error) {
        if (closing) {
            log.warn(
                    "Not all of the last records were acknowledged; a restart sends what is missing: {}",
                    explained(error).getMessage());
            done.complete(null);
            return;
        }
        log.info("The stream of images failed", error);
        failure = error;
        done.completeExceptionally(explained(error));
    }

    private Throwable explained(Throwable error) {
        String bootstrap = config.client().getOrDefault("bootstrap.servers", "");
        boolean sending = error instanceof SendException;
        Optional<Throwable> refusal = Optional.ofNullable(sending ? error.getCause() : error)
                .flatMap(cause -> Refusal.explain(cause, bootstrap));
        return refusal.orElseGet(() -> sending ? new UserError(String.valueOf(error.getMessage()), error) : error);
    }

    /**
     * Completes when a finite source has been acknowledged wholly, or the service was closed; exceptionally, with a
     * {@link UserError} where the user can mend it, when sending failed.
     */
    public CompletableFuture<Void> done() {
        return done.copy();
    }

    /** Whether images flow, or have all been sent. */
    public Health health() {
        Throwable failed = failure;
        if (failed != null) {
            return Health.bad("sending failed: " + failed.getMessage());
        }
        if (running == null && !done.isDone()) {
            return Health.bad("starting");
        }
        long silentMs = tally.waitingMs();
        return silentMs < SILENCE.toMillis()
                ? Health.OK
                : Health.bad("no acknowledgement from Kafka for " + silentMs / 1000 + " s");
    }

    /** What was done so far. */
    public IngestStats stats() {
        Running now = running;
        Optional<TrainerGate> gate = now == null ? Optional.empty() : now.gate();
        return new IngestStats(
                tally.images(),
                tally.batches(),
                tally.bytes(),
                now == null ? 0 : now.source().skipped().count(),
                now == null ? List.of() : now.source().skipped().names(),
                tally.nextIndex(),
                now == null ? OptionalLong.empty() : now.source().passSize(),
                now == null ? 0 : now.sink().inFlightBytes(),
                gate.map(TrainerGate::isWaiting).orElse(false),
                gate.map(TrainerGate::untrainedImages).orElse(0L),
                gate.map(TrainerGate::paused).orElse(Duration.ZERO),
                now == null ? UploadStats.NONE : now.source().uploads());
    }

    /** One line for the user on what is sent where; after {@link #start}. */
    public String describe() {
        Running now = running;
        if (now == null) {
            return "not started";
        }
        String images = now.source().describe() + " (" + now.source().shape()
                + (now.source().passSize().isPresent()
                        ? ", " + now.source().passSize().getAsLong() + " images"
                        : "")
                + ") to " + config.topic().name();
        return now.feeds().stream().allMatch(feed -> feed.plan().nextSequence() == 0)
                ? images
                : images + ", which has its images up to " + (tally.nextIndex() - 1) + " already";
    }

    /** Stops the source and waits at most ten seconds for the records on their way to be acknowledged. */
    void finish() {
        closing = true;
        stop.tryEmitEmpty();
        Running now = running;
        if (now != null) {
            now.source().stop();
            now.sink().close();
        }
    }

    /**
     * Stops the source, waits at most ten seconds for the records on their way to be acknowledged, and closes what was
     * opened. Later calls do nothing.
     */
    @Override
    public void close() {
        finish();
        synchronized (this) {
            opened.close();
        }
        done.complete(null);
    }
}
