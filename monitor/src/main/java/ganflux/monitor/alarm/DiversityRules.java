package ganflux.monitor.alarm;

import ganflux.monitor.alarm.ModeCollapseRule.Sign;
import ganflux.monitor.diversity.online.Band;
import ganflux.monitor.diversity.online.Evaluation;
import ganflux.monitor.diversity.online.Metric;
import ganflux.monitor.diversity.online.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the evaluations of one run say to its alarms. Not thread-safe. */
public final class DiversityRules {
    private static final int DIFFERS = 2;

    private final ModeCollapseRule collapse = new ModeCollapseRule();

    /** Judges the next evaluation. */
    public DiversityFinding judge(Evaluation evaluation) {
        List<Sign> signs = collapse.take(evaluation);
        return new DiversityFinding(
                signs.size() >= ModeCollapseRule.AT_LEAST
                        ? Optional.of(signs.stream().map(Sign::why).collect(Collectors.joining("; ")))
                        : Optional.empty(),
                drift(evaluation),
                ModeCollapseRule.METRICS.stream()
                        .anyMatch(metric -> evaluation.verdict(metric) != Verdict.UNCALIBRATED),
                differs(evaluation));
    }

    private static boolean differs(Evaluation evaluation) {
        return Arrays.stream(Metric.values())
                        .filter(metric -> metric != Metric.DATA_DRIFT && evaluation.isBad(metric))
                        .count()
                >= DIFFERS;
    }

    private static Optional<String> drift(Evaluation evaluation) {
        Band band = evaluation.bands().get(Metric.DATA_DRIFT);
        return band != null && evaluation.isBad(Metric.DATA_DRIFT)
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "the newest reals are %.3g from older ones, where mixing both gives at most %.3g",
                        evaluation.value(Metric.DATA_DRIFT).orElse(Double.NaN),
                        band.high()))
                : Optional.empty();
    }
}
