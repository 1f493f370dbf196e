package ganflux.monitor;

import ganflux.monitor.alarm.DiversityFinding;
import ganflux.monitor.alarm.DiversityRules;
import ganflux.monitor.diversity.online.Band;
import ganflux.monitor.diversity.online.Evaluation;
import ganflux.monitor.diversity.online.Evaluator;
import ganflux.monitor.diversity.online.Metric;
import ganflux.stream.image.ImageShape;
import ganflux.v1.ClassShare;
import ganflux.v1.MetricValue;
import ganflux.v1.SampleBatch;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Measures the samples of every run: one {@link Evaluator} and one {@link DiversityRules} each. An evaluation takes some
 * hundred milliseconds; a run's next one waits for {@value #REST} times the processor time it took, so that a trainer on the
 * same machine notices little of it. Thread-safe; one evaluation at a time.
 */
final class Judge {
    private static final int WIRE_VERSION = 1;
    private static final int REST = 40;
    private static final long SEED = 1;

    private final Map<String, OfRun> runs = new HashMap<>();
    private final LongSupplier nanoTime;
    private final LongSupplier cpuNanos;

    /** Rests by the system's clock. */
    Judge() {
        this(System::nanoTime, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
    }

    /** Rests by {@code nanoTime} for what {@code cpuNanos} says of the calling thread. */
    Judge(LongSupplier nanoTime, LongSupplier cpuNanos) {
        this.nanoTime = nanoTime;
        this.cpuNanos = cpuNanos;
    }

    private final class OfRun {
        final ImageShape shape;
        final long firstStep;
        final Evaluator evaluator;
        final DiversityRules rules = new DiversityRules();
        long restUntilNanos = nanoTime.getAsLong();

        OfRun(SampleBatch first, ImageShape shape) {
            this.shape = shape;
            firstStep = first.getStep();
            evaluator = new Evaluator(shape, SEED);
        }

        /** Else it is another run that was given the same name: what is known of this one says nothing of it. */
        boolean goesOnWith(SampleBatch sample, ImageShape itsShape) {
            return shape.equals(itsShape) && sample.getStep() > firstStep;
        }
    }

    /**
     * What a sample is like.
     *
     * @param evaluation for the topic of evaluations
     * @param finding for the alarms
     */
    record Judgement(ganflux.v1.Evaluation evaluation, DiversityFinding finding) {}

    /**
     * Takes the sample's reals, and measures its fresh fakes where {@code measure} and it is rested.
     *
     * @return empty where there was nothing to measure, or too few images so far
     */
    synchronized Optional<Judgement> take(SampleBatch sample, boolean measure) {
        MeasuredImages images = MeasuredImages.of(sample);
        ImageShape shape = images.shape();
        OfRun run = runs.compute(
                sample.getRunId(),
                (name, known) -> known != null && known.goesOnWith(sample, shape) ? known : new OfRun(sample, shape));
        int[] labels =
                sample.getRealLabelsList().stream().mapToInt(Integer::intValue).toArray();
        boolean labelled = labels.length == images.reals().size() / shape.bytes();
        run.evaluator.addReals(images.reals().toByteArray(), labelled ? labels : new int[0]);
        if (!measure || nanoTime.getAsLong() - run.restUntilNanos < 0) {
            return Optional.empty();
        }
        long begin = cpuNanos.getAsLong();
        Optional<Judgement> judgement = run.evaluator
                .evaluate(
                        sample.getStep(),
                        images.fakes().toByteArray(),
                        sample.getFreshLabelsList().stream()
                                .mapToInt(Integer::intValue)
                                .toArray())
                .map(evaluation -> new Judgement(message(sample, evaluation), run.rules.judge(evaluation)));
        run.restUntilNanos = nanoTime.getAsLong() + REST * (cpuNanos.getAsLong() - begin);
        return judgement;
    }

    /** Drops what is known of a run. */
    synchronized void forget(String run) {
        runs.remove(run);
    }

    private static ganflux.v1.Evaluation message(SampleBatch sample, Evaluation evaluation) {
        ganflux.v1.Evaluation.Builder message = ganflux.v1.Evaluation.newBuilder()
                .setVersion(WIRE_VERSION)
                .setRunId(sample.getRunId())
                .setStep(sample.getStep())
                .setAtMs(sample.getCreatedAtMs())
                .setFakes(evaluation.fakes())
                .setReals(evaluation.reals())
                .setClassifierAccuracy(evaluation.classifierAccuracy().orElse(Double.NaN));
        evaluation.values().forEach((metric, value) -> message.addMetrics(metric(evaluation, metric, value)));
        evaluation
                .classes()
                .forEach(share -> message.addClasses(ClassShare.newBuilder()
                        .setLabel(share.label())
                        .setFakes(share.fakes())
                        .setReals(share.reals())));
        evaluation.classAgreement().ifPresent(message::setClassAgreement);
        return message.build();
    }

    private static MetricValue metric(Evaluation evaluation, Metric metric, double value) {
        MetricValue.Builder message =
                MetricValue.newBuilder().setName(metric.id()).setValue(value);
        Band band = evaluation.bands().get(metric);
        if (band == null || band.resamples() < Band.LEAST) {
            return message.setLow(Double.NaN)
                    .setMedian(Double.NaN)
                    .setHigh(Double.NaN)
                    .build();
        }
        return message.setLow(band.low())
                .setMedian(band.median())
                .setHigh(band.high())
                .setResamples(band.resamples())
                .build();
    }
}
