package ganflux.monitor;

import ganflux.monitor.diversity.online.Metric;
import ganflux.v1.ClassShare;
import ganflux.v1.Evaluation;
import ganflux.v1.MetricValue;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/** The Prometheus metrics of evaluations; {@code docs/METRICS.md} lists them. Thread-safe. */
public final class DiversityMeters {
    private static final List<Bound> BOUNDS = List.of(
            new Bound("low", MetricValue::getLow),
            new Bound("median", MetricValue::getMedian),
            new Bound("high", MetricValue::getHigh));

    private final MeterRegistry registry;
    private final Map<String, OfRun> runs = new HashMap<>();

    private record Bound(String label, ToDoubleFunction<MetricValue> of) {}

    private record OfRun(AtomicReference<Evaluation> latest, Set<Integer> labels, List<Meter> registered) {}

    /** Registers into {@code registry}. */
    public DiversityMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Takes an evaluation of the run that it names. */
    public synchronized void evaluation(Evaluation evaluation) {
        OfRun run = runs.computeIfAbsent(evaluation.getRunId(), name -> register(name, evaluation));
        run.latest.set(evaluation);
        evaluation.getClassesList().forEach(share -> {
            if (run.labels.add(share.getLabel())) {
                registerClass(run, evaluation.getRunId(), share.getLabel());
            }
        });
    }

    private OfRun register(String name, Evaluation first) {
        OfRun run = new OfRun(new AtomicReference<>(first), new HashSet<>(), new ArrayList<>());
        Tags tags = Tags.of("run", name);
        for (Metric metric : Metric.values()) {
            Tags of = tags.and("metric", metric.id());
            gauge(
                    run,
                    "diversity",
                    "Value of the metric in the newest evaluation",
                    of,
                    e -> value(e, metric, MetricValue::getValue));
            for (Bound bound : BOUNDS) {
                gauge(
                        run,
                        "diversity.band",
                        "What reals in the place of fakes give: 1 % quantile, median, 99 % quantile",
                        of.and("bound", bound.label),
                        e -> value(e, metric, bound.of));
            }
        }
        gauge(
                run,
                "classifier.accuracy.ratio",
                "Accuracy of the classifier on reals not seen before",
                tags,
                Evaluation::getClassifierAccuracy);
        gauge(
                run,
                "class.agreement.ratio",
                "Share of fakes that the classifier takes for the class that they were asked to be of",
                tags,
                e -> e.hasClassAgreement() ? e.getClassAgreement() : Double.NaN);
        gauge(run, "evaluation.step", "Step of the newest evaluation", tags, Evaluation::getStep);
        String looked = "Images that the newest evaluation looked at";
        gauge(run, "evaluated.images", looked, tags.and("of", "fakes"), Evaluation::getFakes);
        gauge(run, "evaluated.images", looked, tags.and("of", "reals"), Evaluation::getReals);
        return run;
    }

    private void registerClass(OfRun run, String name, int label) {
        Tags tags = Tags.of("run", name, "label", String.valueOf(label));
        String text = "Share of a class, by the classifier's judgement";
        gauge(run, "class.share.ratio", text, tags.and("of", "fakes"), e -> share(e, label, ClassShare::getFakes));
        gauge(run, "class.share.ratio", text, tags.and("of", "reals"), e -> share(e, label, ClassShare::getReals));
    }

    private void gauge(OfRun run, String name, String description, Tags tags, ToDoubleFunction<Evaluation> field) {
        run.registered.add(Gauge.builder("ganflux." + name, run.latest, latest -> field.applyAsDouble(latest.get()))
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private static double value(Evaluation evaluation, Metric metric, ToDoubleFunction<MetricValue> of) {
        return evaluation.getMetricsList().stream()
                .filter(value -> value.getName().equals(metric.id()))
                .mapToDouble(of)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double share(Evaluation evaluation, int label, ToDoubleFunction<ClassShare> of) {
        return evaluation.getClassesList().stream()
                .filter(share -> share.getLabel() == label)
                .mapToDouble(of)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Removes every meter of a run. */
    public synchronized void forget(String run) {
        OfRun known = runs.remove(run);
        if (known != null) {
            known.registered.forEach(registry::remove);
        }
    }
}
