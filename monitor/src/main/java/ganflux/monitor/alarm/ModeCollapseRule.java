package ganflux.monitor.alarm;

import ganflux.monitor.diversity.online.Evaluation;
import ganflux.monitor.diversity.online.Metric;
import ganflux.monitor.diversity.online.Verdict;
import java.util.List;

/**
 * Mode collapse: the generator makes a part of what the reals are. An evaluation is bad where two or more of six metrics of
 * diversity lie on the bad side of what reals in the place of fakes give; no one of them sees every kind of collapse.
 *
 * <p>Pure. Its state is an {@link AlarmState}, {@link #quiet} at first.
 */
public final class ModeCollapseRule {
    /** What it looks at. */
    public static final List<Metric> METRICS = List.of(
            Metric.RECALL,
            Metric.VENDI_RATIO,
            Metric.NEAREST_NEIGHBOUR_RATIO,
            Metric.COVERAGE,
            Metric.EFFECTIVE_MODES,
            Metric.JSD);

    /** Bad evaluations in a row that raise it. */
    public static final int RAISE_AFTER = 3;

    /** Good evaluations in a row that clear it. */
    public static final int CLEAR_AFTER = 5;

    /** How many metrics make an evaluation bad. */
    static final int AT_LEAST = 2;

    private ModeCollapseRule() {}

    /** The state before the first evaluation. */
    public static AlarmState quiet() {
        return AlarmState.quiet(RAISE_AFTER, CLEAR_AFTER);
    }

    /** The metrics that speak for a collapse. */
    public static List<Metric> evidence(Evaluation evaluation) {
        return METRICS.stream().filter(evaluation::isBad).toList();
    }

    /** The state after an evaluation; the same while its metrics are not calibrated yet. */
    public static AlarmState update(AlarmState state, Evaluation evaluation) {
        long known = METRICS.stream()
                .filter(metric -> evaluation.verdict(metric) != Verdict.UNCALIBRATED)
                .count();
        return known < AT_LEAST ? state : state.update(evidence(evaluation).size() >= AT_LEAST);
    }
}
