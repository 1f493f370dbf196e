package ganflux.monitor.alarm;

import ganflux.monitor.diversity.online.Band;
import ganflux.monitor.diversity.online.Evaluation;
import ganflux.monitor.diversity.online.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the evaluations of one run say to its alarms. Used by one thread. */
public final class DiversityRules {
    private static final int DIFFERS = 2;

    /** Judges the next evaluation. */
    public DiversityFinding judge(Evaluation evaluation) {
        List<Metric> collapse = ModeCollapseRule.evidence(evaluation);
        return new DiversityFinding(
                collapse.size() >= ModeCollapseRule.AT_LEAST
                        ? Optional.of(words(evaluation, collapse))
                        : Optional.empty(),
                evaluation.isBad(Metric.DATA_DRIFT)
                        ? Optional.of(words(evaluation, List.of(Metric.DATA_DRIFT)))
                        : Optional.empty(),
                Arrays.stream(Metric.values())
                                .filter(metric -> metric != Metric.DATA_DRIFT && evaluation.isBad(metric))
                                .count()
                        >= DIFFERS);
    }

    private static String words(Evaluation evaluation, List<Metric> metrics) {
        return metrics.stream().map(metric -> words(evaluation, metric)).collect(Collectors.joining(", "));
    }

    private static String words(Evaluation evaluation, Metric metric) {
        Band band = evaluation.bands().get(metric);
        String usual = band == null
                ? ""
                : String.format(Locale.ROOT, " (reals against reals: %.3g to %.3g)", band.low(), band.high());
        return String.format(
                Locale.ROOT,
                "%s is %.3g%s",
                metric.id(),
                evaluation.value(metric).orElse(Double.NaN),
                usual);
    }
}
