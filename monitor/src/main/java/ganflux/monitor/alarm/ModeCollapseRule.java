package ganflux.monitor.alarm;

import ganflux.monitor.diversity.online.Band;
import ganflux.monitor.diversity.online.Evaluation;
import ganflux.monitor.diversity.online.Metric;
import ganflux.monitor.diversity.online.Metric.Bad;
import ganflux.monitor.diversity.online.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Mode collapse: the generator makes a part of what the reals are, or of what it made before. An evaluation is bad where two
 * or more of seven metrics of diversity say so; no one of them sees every kind of collapse. A metric says so in three ways:
 *
 * <ul>
 *   <li>The run had reached what reals give (the median of their band), and now the metric lies outside of the band on its bad
 *       side. This sees the loss of few modes.
 *   <li>The run never was that good, as most are, but had come to {@value #LEARNED} of what reals give, and the metric has
 *       fallen under {@value #FALLEN} of its best level.
 *   <li>It never came so far, and is no better than {@value #STUCK_STEPS} steps ago: the generator collapsed before it learned.
 * </ul>
 *
 * <p>So a young or merely imperfect generator raises nothing. One object for each run; not thread-safe.
 */
public final class ModeCollapseRule {
    /** What it looks at. */
    public static final List<Metric> METRICS = List.of(
            Metric.RECALL,
            Metric.VENDI_RATIO,
            Metric.NEAREST_NEIGHBOUR_RATIO,
            Metric.COVERAGE,
            Metric.CAPTURED_CLASSES,
            Metric.EFFECTIVE_MODES,
            Metric.JSD);

    /** Bad evaluations in a row that raise it. */
    public static final int RAISE_AFTER = 3;

    /** Good evaluations in a row that clear it. */
    public static final int CLEAR_AFTER = 5;

    /** How many metrics make an evaluation bad. */
    public static final int AT_LEAST = 2;

    static final double LEARNED = .3;
    static final double FALLEN = .65;
    static final long STUCK_STEPS = 3000;
    private static final double GROWN = 1.1;

    private final Map<Metric, Level> levels = new EnumMap<>(Metric.class);

    /**
     * A metric that speaks for a collapse.
     *
     * @param why in words, with figures
     */
    public record Sign(Metric metric, String why) {}

    /** The state before the first evaluation. */
    public static AlarmState quiet() {
        return AlarmState.quiet(RAISE_AFTER, CLEAR_AFTER);
    }

    /** Takes the next evaluation of the run and tells what speaks for a collapse; nothing does while a metric is not calibrated. */
    public List<Sign> take(Evaluation evaluation) {
        List<Sign> signs = new ArrayList<>();
        for (Metric metric : METRICS) {
            Optional<Double> value = evaluation.value(metric);
            if (value.isEmpty()) {
                continue;
            }
            Level level = levels.computeIfAbsent(metric, any -> new Level(STUCK_STEPS));
            level.add(evaluation.step(), metric.bad() == Bad.LOW ? value.get() : -value.get()); // higher is better
            Band band = evaluation.bands().get(metric);
            if (band != null && evaluation.verdict(metric) != Verdict.UNCALIBRATED) {
                why(evaluation, metric, value.get(), band, level).ifPresent(text -> signs.add(new Sign(metric, text)));
            }
        }
        return signs;
    }

    private static Optional<String> why(Evaluation evaluation, Metric metric, double value, Band band, Level level) {
        OptionalDouble best = level.best();
        if (!evaluation.isBad(metric) || best.isEmpty()) {
            return Optional.empty();
        }
        boolean low = metric.bad() == Bad.LOW;
        if (best.getAsDouble() >= (low ? band.median() : -band.median())) {
            return Optional.of(
                    text("%s is %.3g, reals give %.3g to %.3g", metric.id(), value, band.low(), band.high()));
        }
        if (!low) {
            return Optional.empty(); // divergences have no natural scale on which to fall
        }
        if (best.getAsDouble() >= LEARNED * band.median()) {
            return value < FALLEN * best.getAsDouble()
                    ? Optional.of(text("%s fell from %.3g to %.3g", metric.id(), best.getAsDouble(), value))
                    : Optional.empty();
        }
        OptionalDouble before = level.before();
        OptionalDouble now = level.now();
        return before.isPresent() && now.isPresent() && now.getAsDouble() <= GROWN * before.getAsDouble()
                ? Optional.of(text(
                        "%s has stayed at %.3g for %d steps, reals give %.3g to %.3g",
                        metric.id(), value, STUCK_STEPS, band.low(), band.high()))
                : Optional.empty();
    }

    private static String text(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
