package ganflux.monitor;

import ganflux.monitor.alarm.AlarmEvents;
import ganflux.monitor.alarm.AlarmMeters;
import ganflux.monitor.alarm.AlarmOutlets;
import ganflux.monitor.alarm.Watches;
import ganflux.monitor.alarm.Webhook;
import ganflux.monitor.grid.GridHistory;
import ganflux.monitor.page.PageRoutes;
import ganflux.monitor.run.Runs;
import ganflux.stream.KafkaSink;
import ganflux.stream.KafkaSource;
import ganflux.stream.KafkaSourceConfig;
import ganflux.stream.MessagePublisher;
import ganflux.stream.Refusal;
import ganflux.stream.Topics;
import ganflux.stream.command.HttpOptions;
import ganflux.stream.command.UserError;
import ganflux.stream.service.Health;
import ganflux.stream.service.Opened;
import ganflux.stream.service.ServiceEndpoint;
import ganflux.stream.service.ServiceMeters;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The monitor: reads the newest reports, samples and evaluations from Kafka and goes on with what comes, and serves meters and page.
 *
 * <p>Each topic has its source. Samples are measured on a thread of their own, since that takes a while; all else is applied
 * by another. What was measured goes to a topic and is read back from there, so that a monitor that is started again knows
 * the history of diversity. Delivery: a monitor that
 * is started again reads the tail of both topics again, and records that are lost leave a gap in its curves; nothing
 * that it does reaches the trainer.
 */
public final class MonitorService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MonitorService.class);

    /** Enough history for a picture at once, read in well under a second. */
    private static final long REPORTS_TAIL = 2000;

    private static final long EVALUATIONS_TAIL = 512;

    /** The newest sample, and some before it for the curve of diversity and as reals to compare with. */
    private static final long SAMPLES_TAIL = 16;

    private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(30);
    private static final long EVENT_BYTES_IN_FLIGHT = 1L << 20;
    private static final int QUEUED_EVENTS = 256;

    /** Reports of a quarter of a second come in one fetch: a fetch for each would cost trainer and broker some percent of a core. */
    private static final Map<String, String> PATIENCE =
            Map.of(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, "65536", ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "250");

    private final MonitorConfig config;
    private final ServiceMeters meters;
    private final Clock clock;
    private final Scheduler worker = Schedulers.newSingle("monitor", true);
    private final Scheduler judging = Schedulers.newSingle("judge", true);
    private final List<KafkaSource> sources = new CopyOnWriteArrayList<>();
    private final Opened opened = new Opened();
    private final Runs runs;
    private final AlarmOutlets alarms;
    private final Watches watches;
    private final GridHistory grids;
    private final Intake intake;
    private volatile @Nullable ServiceEndpoint endpoint;
    private volatile @Nullable String failure;
    private volatile long connectedAtMs;

    /**
     * Registers its meters with {@code meters}, which stay the caller's to close, after this service.
     *
     * @throws ganflux.stream.command.UserError where the directory of {@code --history} cannot be written
     */
    public MonitorService(MonitorConfig config, ServiceMeters meters) {
        this(config, meters, Clock.systemUTC());
    }

    MonitorService(MonitorConfig config, ServiceMeters meters, Clock clock) {
        this.config = config;
        this.meters = meters;
        this.clock = clock;
        long now = clock.millis();
        TrainingMeters training =
                new TrainingMeters(meters.registry(), List.of(Topics.REPORTS, Topics.SAMPLES, Topics.EVALUATIONS), now);
        DiversityMeters diversity = new DiversityMeters(meters.registry());
        Judge judge = new Judge();
        grids = config.history().map(GridHistory::in).orElseGet(GridHistory::inMemory);
        alarms = new AlarmOutlets(new AlarmMeters(meters.registry(), now));
        watches = new Watches(alarms);
        runs = new Runs(
                run -> {
                    training.forget(run);
                    diversity.forget(run);
                    judge.forget(run);
                    watches.forget(run);
                    grids.forget(run);
                },
                clock::millis);
        intake = new Intake(config.run(), new Intake.Parts(training, diversity, runs, watches, judge, grids), now);
    }

    /**
     * Listens, creates the topics where they are absent, and begins to read. Blocks until the broker has answered.
     *
     * @throws ganflux.stream.command.UserError where the port cannot be had, or no broker answers within 30 s; close the
     *     service then too
     */
    public void start() {
        PageRoutes page = new PageRoutes(runs, watches, grids, clock);
        HttpOptions http = new HttpOptions();
        http.host = config.httpHost();
        http.port = config.httpPort();
        ServiceEndpoint listening = ServiceEndpoint.start(http, meters.registry(), this::health, page::addTo);
        endpoint = listening;
        opened.add(listening);
        opened.add(page);
        Topics.ensure(config.client(), BROKER_TIMEOUT, Topics.reporting());
        KafkaSink sink = new KafkaSink(config.client(), EVENT_BYTES_IN_FLIGHT, meters::bind);
        opened.add(sink);
        announce(sink);
        MessagePublisher evaluations = new MessagePublisher(sink, Topics.EVALUATIONS, QUEUED_EVENTS);
        opened.add(evaluations);
        follow(Topics.REPORTS, worker, REPORTS_TAIL, 8 << 20, 500, intake::report);
        follow(Topics.EVALUATIONS, worker, EVALUATIONS_TAIL, 8 << 20, 100, intake::evaluation);
        follow(
                Topics.SAMPLES,
                judging,
                SAMPLES_TAIL,
                64 << 20,
                4,
                (value, origin) -> intake.sample(value, origin)
                        .ifPresent(evaluation -> evaluations.offer(evaluation.toByteArray())));
        connectedAtMs = clock.millis();
    }

    private void announce(KafkaSink sink) {
        MessagePublisher topic = new MessagePublisher(sink, Topics.ALARMS, QUEUED_EVENTS);
        opened.add(topic);
        Optional<Webhook> webhook = config.webhook().map(url -> new Webhook(url, meters.registry()));
        webhook.ifPresent(opened::add);
        alarms.connect(new AlarmEvents(config.client(), topic, webhook, clock.millis()));
        opened.add(worker.schedulePeriodically(() -> watches.tick(clock.millis()), 1, 1, TimeUnit.SECONDS)::dispose);
    }

    private void follow(
            String topic, Scheduler thread, long tail, long budgetBytes, int atOnce, BiConsumer<byte[], String> apply) {
        Map<String, String> client = new HashMap<>(PATIENCE);
        client.putAll(config.client());
        KafkaSource source = new KafkaSource(
                new KafkaSourceConfig(
                        client,
                        topic,
                        TailPosition.of(config.client(), topic, tail, BROKER_TIMEOUT),
                        budgetBytes,
                        atOnce,
                        Optional.empty()),
                meters::bind);
        opened.add(source);
        sources.add(source);
        Disposable reading = source.records()
                .publishOn(thread, atOnce)
                .subscribe(
                        record -> {
                            try {
                                apply.accept(record.value(), topic + "-" + record.partition() + "@" + record.offset());
                            } finally {
                                record.release().run();
                            }
                        },
                        error -> fail(topic, error));
        opened.add(reading::dispose);
    }

    private void fail(String topic, Throwable error) {
        Optional<UserError> refusal = Refusal.explain(error, config.bootstrap());
        String why =
                String.valueOf(refusal.map(Throwable.class::cast).orElse(error).getMessage());
        failure = "reading " + topic + " ended: " + why + "; start the monitor again";
        if (refusal.isPresent()) {
            log.error("Reading {} ended: {}", topic, why);
        } else {
            log.error("Reading {} ended", topic, error);
        }
    }

    /** The port in use. */
    public int port() {
        ServiceEndpoint listening = endpoint;
        if (listening == null) {
            throw new IllegalStateException("the monitor has no port before it is started");
        }
        return listening.port();
    }

    /** Where a browser on this machine finds the page. */
    public String address() {
        String host = config.httpHost().equals("0.0.0.0") ? "127.0.0.1" : config.httpHost();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/";
    }

    /** Bad where a source has failed or no broker has answered for 30 s. Waiting for a first report is well. */
    public Health health() {
        String failed = failure;
        if (failed != null) {
            return Health.bad(failed);
        }
        if (connectedAtMs == 0) {
            return Health.bad("connecting to " + config.bootstrap());
        }
        long answeredMs = sources.stream()
                .mapToLong(source -> source.stats().lastFetchMs())
                .reduce(connectedAtMs, Math::max);
        return Health.ofBroker(config.bootstrap(), answeredMs, clock.millis())
                .and(() -> runs.current().isPresent() ? Health.OK : new Health(true, "ok, waiting for a first report"));
    }

    /** Ends the event streams, stops listening and reading; waits at most some seconds. */
    @Override
    public void close() {
        opened.close();
        worker.dispose();
        judging.dispose();
    }
}
