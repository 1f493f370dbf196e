package ganflux.trainer;

import ganflux.stream.command.UserError;
import ganflux.trainer.ReactionPolicy.KeepBest;
import ganflux.v1.AlarmEvent;
import ganflux.v1.AlarmState;
import ganflux.v1.Evaluation;
import ganflux.v1.MetricValue;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reacts between two steps to what the monitor has said. Confined to the training thread. */
final class Reactions {
    private static final Logger log = LoggerFactory.getLogger(Reactions.class);

    private final ReactionPolicy policy;
    private final Set<String> active = new HashSet<>();
    private double best = Double.NaN;

    Reactions(ReactionPolicy policy) {
        this.policy = policy;
    }

    /**
     * Takes all that waits.
     *
     * @throws UserError where training is to stop
     */
    void react(MonitorFeed feed, TrainingRun run) {
        for (Optional<Evaluation> next = feed.nextEvaluation(); next.isPresent(); next = feed.nextEvaluation()) {
            keepBest(next.get(), run);
        }
        for (Optional<AlarmEvent> next = feed.nextAlarm(); next.isPresent(); next = feed.nextAlarm()) {
            alarm(next.get(), run);
        }
    }

    /** What is kept are the weights of now, some steps after those that were measured. */
    private void keepBest(Evaluation evaluation, TrainingRun run) {
        OptionalDouble value = value(evaluation);
        if (value.isPresent() && active.isEmpty() && isBetter(value.getAsDouble()) && run.keepAsBest()) {
            best = value.getAsDouble();
            log.info(
                    "Keeping step {} as the best so far: {} {} at step {}",
                    run.step(),
                    policy.keepBest(),
                    best,
                    evaluation.getStep());
        }
    }

    private OptionalDouble value(Evaluation evaluation) {
        String name = switch (policy.keepBest()) {
            case NONE -> "";
            case COVERAGE -> "coverage";
            case FRECHET -> "frechet_distance";
        };
        return evaluation.getMetricsList().stream()
                .filter(metric -> metric.getName().equals(name))
                .mapToDouble(MetricValue::getValue)
                .filter(Double::isFinite)
                .findFirst();
    }

    private boolean isBetter(double value) {
        return Double.isNaN(best) || (policy.keepBest() == KeepBest.COVERAGE ? value > best : value < best);
    }

    private void alarm(AlarmEvent event, TrainingRun run) {
        if (event.getState() != AlarmState.ALARM_STATE_RAISED) {
            active.remove(event.getAlarm());
            return;
        }
        active.add(event.getAlarm());
        if (!policy.alarms().contains(event.getAlarm())) {
            return;
        }
        String what = event.getAlarm() + " at step " + event.getStep() + ": " + event.getReason();
        switch (policy.onAlarm()) {
            case NONE -> {}
            case STOP -> throw new UserError("stopped as --on-alarm stop asks, by " + what);
            case ROLLBACK -> run.goBackFrom(what);
        }
    }
}
