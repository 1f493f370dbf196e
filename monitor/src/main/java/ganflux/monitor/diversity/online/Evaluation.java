package ganflux.monitor.diversity.online;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one set of fakes is like.
 *
 * @param step the generator's step that made the fakes
 * @param fakes how many of them were measured
 * @param reals how many reals they were measured against
 * @param values finite, in the order of {@link Metric}; metrics of classes are absent without a trusted classifier
 * @param bands what reals in the place of fakes give; a metric may lack one
 * @param classes the shares of each class, by label; empty without a trusted classifier
 * @param classAgreement share of these fakes that the classifier takes for the class that they were asked to be of, 0 to 1; empty
 *     where they were not asked, or without a trusted classifier
 * @param classifierAccuracy on the newest labelled reals, 0 to 1; empty where none has a label
 */
public record Evaluation(
        long step,
        int fakes,
        int reals,
        SortedMap<Metric, Double> values,
        SortedMap<Metric, Band> bands,
        List<ClassShare> classes,
        OptionalDouble classAgreement,
        OptionalDouble classifierAccuracy) {
    /** Copies what it is given. */
    public Evaluation {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        bands = Collections.unmodifiableSortedMap(new TreeMap<>(bands));
        classes = List.copyOf(classes);
    }

    /** The value of a metric, where it has one. */
    public Optional<Double> value(Metric metric) {
        return Optional.ofNullable(values.get(metric));
    }

    /** Where a metric stands to its band; uncalibrated where it lacks a value or a band. */
    public Verdict verdict(Metric metric) {
        Double value = values.get(metric);
        Band band = bands.get(metric);
        return value == null || band == null ? Verdict.UNCALIBRATED : band.judge(value);
    }

    /** Whether a metric lies outside of its band on its bad side. */
    public boolean isBad(Metric metric) {
        return verdict(metric) == (metric.bad() == Metric.Bad.LOW ? Verdict.BELOW : Verdict.ABOVE);
    }

    /** The verdict on every metric that has a value. */
    public Map<Metric, Verdict> verdicts() {
        Map<Metric, Verdict> verdicts = new EnumMap<>(Metric.class);
        values.keySet().forEach(metric -> verdicts.put(metric, verdict(metric)));
        return verdicts;
    }
}
