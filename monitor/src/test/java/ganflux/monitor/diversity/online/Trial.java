package ganflux.monitor.diversity.online;

import ganflux.monitor.alarm.AlarmState;
import ganflux.monitor.alarm.ModeCollapseRule;
import ganflux.monitor.diversity.online.ShapeStream.Images;
import ganflux.monitor.diversity.online.ShapeStream.Kind;
import ganflux.stream.image.ImageShape;
import java.util.ArrayList;
import java.util.List;

/** A run whose truth is known: reals and fakes of a {@link ShapeStream}, evaluated again and again. */
final class Trial {
    private final ShapeStream stream;
    private final Evaluator evaluator;
    private final int size;
    private final double driftPerEvaluation;
    private double time;
    private long step;
    private final ModeCollapseRule rule = new ModeCollapseRule();
    private AlarmState alarm = ModeCollapseRule.quiet();
    private final List<Evaluation> history = new ArrayList<>();

    /** Sets of {@code size} images; labels too where wanted. */
    Trial(int size, double driftPerEvaluation, long seed) {
        this.size = size;
        this.driftPerEvaluation = driftPerEvaluation;
        stream = new ShapeStream(seed);
        evaluator = new Evaluator(new ImageShape(1, ShapeStream.SIDE, ShapeStream.SIDE), seed);
    }

    /** Takes {@code size} reals, then evaluates fakes; gives how often the alarm was raised anew. */
    int run(int evaluations, Kind fakes, boolean labelled) {
        int raised = 0;
        for (int i = 0; i < evaluations; i++) {
            time += driftPerEvaluation;
            Images reals = stream.draw(size, Kind.healthy(), time);
            evaluator.addReals(reals.pixels(), labelled ? reals.labels() : new int[0]);
            byte[] made = stream.draw(size, fakes, time).pixels();
            boolean before = alarm.raised();
            evaluator.evaluate(++step, made).ifPresent(evaluation -> {
                alarm = alarm.update(rule.take(evaluation).size() >= ModeCollapseRule.AT_LEAST);
                history.add(evaluation);
            });
            raised += alarm.raised() && !before ? 1 : 0;
        }
        return raised;
    }

    /** The alarm as it stands. */
    AlarmState alarm() {
        return alarm;
    }

    /** All evaluations so far. */
    List<Evaluation> history() {
        return history;
    }
}
