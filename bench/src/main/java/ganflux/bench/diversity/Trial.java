package ganflux.bench.diversity;

import ganflux.bench.diversity.DigitDraw.Drawn;
import ganflux.monitor.alarm.AlarmState;
import ganflux.monitor.alarm.ModeCollapseRule;
import ganflux.monitor.alarm.ModeCollapseRule.Sign;
import ganflux.monitor.diversity.online.Evaluation;
import ganflux.monitor.diversity.online.Evaluator;
import ganflux.monitor.diversity.online.Metric;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run: before each evaluation as many new reals as there are fakes, and generators of a known kind. */
final class Trial {
    private static final long SEED = 1;

    private final DigitDraw draw;
    private final Evaluator evaluator = new Evaluator(DigitDraw.SHAPE, SEED);
    private final int size;
    private final boolean labelled;
    private final double drift;
    private final Map<Metric, Integer> bad = new EnumMap<>(Metric.class);
    private final ModeCollapseRule rule = new ModeCollapseRule();
    private AlarmState alarm = ModeCollapseRule.quiet();
    private List<Sign> signs = List.of();
    private long step;
    private int counted;
    private int badEvaluations;

    /**
     * A run with its calibration done.
     *
     * @param size fakes of an evaluation
     * @param drift how far the reals turn from one evaluation to the next, of a whole turn
     */
    Trial(int size, boolean labelled, double drift, long seed) {
        draw = new DigitDraw(seed);
        this.size = size;
        this.labelled = labelled;
        this.drift = drift;
        for (int i = 0; i < 120; i++) {
            evaluate(Kind.HEALTHY);
        }
        alarm = ModeCollapseRule.quiet();
        forget();
    }

    /** Evaluates fakes of a kind so many times; gives how often the alarm was raised. */
    int run(int evaluations, Kind kind) {
        int raised = 0;
        for (int i = 0; i < evaluations; i++) {
            boolean before = alarm.raised();
            evaluate(kind).ifPresent(evaluation -> count());
            raised += alarm.raised() && !before ? 1 : 0;
        }
        return raised;
    }

    /** Whether the alarm is raised. */
    boolean raised() {
        return alarm.raised();
    }

    /** Forgets what {@link #addBad} and {@link #badEvaluations} counted. */
    void forget() {
        bad.clear();
        counted = 0;
        badEvaluations = 0;
    }

    /** Of the evaluations counted, the share with two or more bad metrics. */
    double badEvaluations() {
        return badEvaluations / (double) counted;
    }

    /** Adds to {@code sums} how often each metric of the rule was bad. */
    void addBad(Map<Metric, Integer> sums) {
        bad.forEach((metric, times) -> sums.merge(metric, times, Integer::sum));
    }

    private void count() {
        counted++;
        badEvaluations += signs.size() >= ModeCollapseRule.AT_LEAST ? 1 : 0;
        signs.forEach(sign -> bad.merge(sign.metric(), 1, Integer::sum));
    }

    private Optional<Evaluation> evaluate(Kind kind) {
        step++;
        double time = step * drift;
        Drawn reals = draw.draw(size, Kind.HEALTHY, time);
        evaluator.addReals(reals.pixels(), labelled ? reals.labels() : new int[0]);
        Optional<Evaluation> evaluation =
                evaluator.evaluate(step, draw.draw(size, kind, time).pixels());
        evaluation.ifPresent(known -> {
            signs = rule.take(known);
            alarm = alarm.update(signs.size() >= ModeCollapseRule.AT_LEAST);
        });
        return evaluation;
    }
}
