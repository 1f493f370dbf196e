package ganflux.monitor;

import ganflux.monitor.run.Heard;
import ganflux.v1.PipelineState;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The Prometheus metrics of training, and with {@link RoundMeters} the only place that names them; {@code docs/METRICS.md} lists them.
 * Thread-safe.
 */
public final class TrainingMeters {
    /** What became of a record that the monitor read. */
    public enum Outcome {
        APPLIED,
        /** Not a valid message. */
        REJECTED,
        /** Valid, but of another run than the one asked for. */
        IGNORED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Buckets from a small network's step on a fast machine to a large one's on a slow one. */
    private static final Duration[] STEP_BUCKETS = IntStream.of(
                    2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final long countFromMs;
    private final Map<String, OfRun> runs = new HashMap<>();

    private record OfRun(String preset, RunMeters meters, List<Meter> registered) {}

    /**
     * Registers into {@code registry}, where the counters of records start at 0 for each of {@code topics}.
     *
     * @param countFromMs the counters of training leave out the steps that ended before this time, since 1970
     */
    public TrainingMeters(MeterRegistry registry, List<String> topics, long countFromMs) {
        this.registry = registry;
        this.countFromMs = countFromMs;
        for (String topic : topics) {
            for (Outcome outcome : Outcome.values()) {
                records(topic, outcome);
            }
        }
    }

    /** Counts a record that was read. */
    public void record(String topic, Outcome outcome) {
        records(topic, outcome).increment();
    }

    private Counter records(String topic, Outcome outcome) {
        return Counter.builder("ganflux.monitor.records")
                .baseUnit("records")
                .description("Records read by the monitor, by what became of them")
                .tags("topic", topic, "outcome", outcome.label())
                .register(registry);
    }

    /** Takes a step of the run that the report names. */
    public synchronized void report(StepReport report) {
        of(report.getRunId(), report.getPreset()).report(report);
    }

    /** Takes a sample of the run that it names, with its pair distance ratio; NaN where that cannot be measured. */
    public synchronized void sample(SampleBatch sample, double pairDistanceRatio) {
        of(sample.getRunId(), sample.getPreset()).sample(sample, pairDistanceRatio);
    }

    /** Removes every meter of a run. */
    public synchronized void forget(String run) {
        OfRun known = runs.remove(run);
        if (known != null) {
            known.registered.forEach(registry::remove);
        }
    }

    private RunMeters of(String run, String preset) {
        OfRun known = runs.get(run);
        if (known != null && !known.preset.equals(preset)) {
            forget(run); // another run of that name
        }
        return runs.computeIfAbsent(run, name -> new Registration(name).meters(preset)).meters;
    }

    /** The meters of one run while they are being registered. */
    private final class Registration {
        private final Tags run;
        private final List<Meter> registered = new ArrayList<>();

        Registration(String run) {
            this.run = Tags.of("run", run);
        }

        OfRun meters(String preset) {
            RunMeters meters = new RunMeters(counters(), new RoundMeters(registry, run, registered), countFromMs);
            training(meters);
            waiting(meters);
            pipeline(meters);
            samples(meters);
            registered.add(Gauge.builder("ganflux.run.info", () -> 1)
                    .description("What the run trains; always 1")
                    .tags(run.and("preset", preset))
                    .register(registry));
            return new OfRun(preset, meters, registered);
        }

        private RunMeters.Counters counters() {
            return new RunMeters.Counters(
                    counter("steps", "steps", "Generator updates done; those repeated after a rewind count again"),
                    counter("images", "images", "Real images trained; those repeated after a rewind count again"),
                    counter("wait.seconds", "seconds", "Time that the training thread waited for images"),
                    counter("non.finite.steps", "steps", "Steps that ended in a NaN or an infinity"),
                    counter("rejected.records", "records", "Records put aside as dead letters"),
                    counter("dropped.reports", "reports", "Reports and samples that the trainer gave up sending"),
                    counter("checkpoint.failures", "failures", "Checkpoints that could not be written"),
                    counter("duplicate.records", "records", "Records passed over because they were trained before"),
                    counter("gap.records", "records", "Records that Kafka deleted before they were read"),
                    counter("rollbacks", "rollbacks", "Times that the weights went back to a checkpoint"),
                    counter("lost.images", "images", "Images read that the weights hold nothing of"),
                    counter("unlabelled.images", "images", "Images passed over for want of a class of the preset"),
                    stepSeconds());
        }

        private Timer stepSeconds() {
            Timer timer = Timer.builder("ganflux.step.seconds")
                    .description("Time spent in a step, without waiting for images")
                    .serviceLevelObjectives(STEP_BUCKETS)
                    .tags(run)
                    .register(registry);
            registered.add(timer);
            return timer;
        }

        private void training(RunMeters of) {
            report(of, "latest.step", null, "Number of the newest step; falls on a rewind", StepReport::getStep);
            network(of, "discriminator", StepReport::getDiscriminatorLoss, StepReport::getDiscriminatorGradientNorm);
            network(of, "generator", StepReport::getGeneratorLoss, StepReport::getGeneratorGradientNorm);
            report(
                    of,
                    "gradient.penalty",
                    null,
                    "Gradient penalty in the discriminator's newest loss",
                    r -> r.hasGradientPenalty() ? r.getGradientPenalty() : Double.NaN);
            report(of, "real.score.ratio", "ratio", "Mean D(x) before D's update", StepReport::getRealScore);
            report(of, "fake.score.ratio", "ratio", "Mean D(G(z)) before D's update", StepReport::getFakeScore);
            report(
                    of,
                    "generator.score.ratio",
                    "ratio",
                    "Mean D(G(z)) as G's update saw it",
                    StepReport::getGeneratorScore);
            heads(of);
            report(
                    of,
                    "last.report.timestamp.seconds",
                    "seconds",
                    "When the newest step ended, since 1970",
                    r -> r.getFinishedAtMs() / 1000.0);
        }

        private void waiting(RunMeters of) {
            report(
                    of,
                    "last.heard.timestamp.seconds",
                    "seconds",
                    "When the trainer was last heard of, also where it waits or stops, since 1970",
                    r -> Heard.sentMs(r) / 1000.0);
            report(
                    of,
                    "waiting.since.timestamp.seconds",
                    "seconds",
                    "Since when the trainer has waited for images, since 1970; NaN where it does not say so",
                    r -> r.getWaitingSinceMs() == 0 || r.getStopped() ? Double.NaN : r.getWaitingSinceMs() / 1000.0);
        }

        /** What a discriminator says besides real or fake; NaN for one that says nothing. */
        private void heads(RunMeters of) {
            String named = "Share of the newest step's images whose class the discriminator named right";
            gauge(
                    "named.classes.ratio",
                    "ratio",
                    named,
                    Tags.of("of", "reals"),
                    () -> of.latest(r -> r.hasRealClassAccuracy() ? r.getRealClassAccuracy() : Double.NaN));
            gauge(
                    "named.classes.ratio",
                    "ratio",
                    named,
                    Tags.of("of", "fakes"),
                    () -> of.latest(r -> r.hasFakeClassAccuracy() ? r.getFakeClassAccuracy() : Double.NaN));
            report(
                    of,
                    "mutual.information.nats",
                    "nats",
                    "Estimate of the mutual information between codes and fakes",
                    r -> r.hasMutualInformation() ? r.getMutualInformation() : Double.NaN);
        }

        private void network(
                RunMeters of, String name, ToDoubleFunction<StepReport> loss, ToDoubleFunction<StepReport> norm) {
            Tags network = Tags.of("network", name);
            gauge("loss", null, "Mean loss of the newest step, in nats", network, () -> of.latest(loss));
            gauge(
                    "gradient.norm",
                    null,
                    "Euclidean norm of the newest step's mean gradient",
                    network,
                    () -> of.latest(norm));
        }

        private void pipeline(RunMeters of) {
            state(of, "lag.records", "records", "Records on the topic not trained yet", PipelineState::getLagRecords);
            state(of, "buffered.bytes", "bytes", "Bytes polled and not trained yet", PipelineState::getBufferedBytes);
            state(of, "buffer.budget.bytes", "bytes", "Bound of the buffered bytes", PipelineState::getBudgetBytes);
            state(
                    of,
                    "buffered.records",
                    "records",
                    "Records polled and not trained yet",
                    PipelineState::getBufferedRecords);
            state(
                    of,
                    "paused.partitions",
                    "partitions",
                    "Partitions not polled for now",
                    PipelineState::getPausedPartitions);
            state(
                    of,
                    "data.age.seconds",
                    "seconds",
                    "Age of the newest trained batch",
                    PipelineState::getDataAgeSeconds);
            state(of, "checkpoint.step", null, "Step of the last checkpoint", PipelineState::getCheckpointStep);
            state(
                    of,
                    "checkpoint.timestamp.seconds",
                    "seconds",
                    "When it was completed, since 1970; 0 for never",
                    p -> p.getCheckpointAtMs() / 1000.0);
        }

        private void samples(RunMeters of) {
            gauge(
                    "diversity.pair.distance.ratio",
                    "ratio",
                    "Mean pixel distance between fresh fakes over that between reals, in the newest sample",
                    Tags.empty(),
                    of::pairDistanceRatio);
            gauge(
                    "last.sample.timestamp.seconds",
                    "seconds",
                    "When the newest sample was made, since 1970",
                    Tags.empty(),
                    of::sampledAtSeconds);
        }

        private Counter counter(String name, @Nullable String unit, String description) {
            Counter counter = Counter.builder("ganflux." + name)
                    .baseUnit(unit)
                    .description(description)
                    .tags(run)
                    .register(registry);
            registered.add(counter);
            return counter;
        }

        private void report(
                RunMeters of, String name, @Nullable String unit, String text, ToDoubleFunction<StepReport> field) {
            gauge(name, unit, text, Tags.empty(), () -> of.latest(field));
        }

        private void state(
                RunMeters of, String name, @Nullable String unit, String text, ToDoubleFunction<PipelineState> field) {
            report(of, name, unit, text, report -> field.applyAsDouble(report.getPipeline()));
        }

        private void gauge(String name, @Nullable String unit, String description, Tags tags, Supplier<Number> value) {
            registered.add(Gauge.builder("ganflux." + name, value)
                    .baseUnit(unit)
                    .description(description)
                    .tags(run.and(tags))
                    .register(registry));
        }
    }
}
