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
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reacts between two steps to what the monitor has said. Confined to the training thread. */
public final class Reactions {
    private static final Logger log = LoggerFactory.getLogger(Reactions.class);

    /** What can be done to a run. */
    public interface Lineage {
        /** Keeps the state of now as the best, by {@code value} of {@code metric}; false where it is none to keep. */
        boolean keepAsBest(String metric, double value);

        /** The value of {@code metric} for which the best was kept; empty where there is none, or it was for another. */
        OptionalDouble best(String metric);

        /**
         * Goes back from what an alarm says to a checkpoint.
         *
         * @throws UserError where that cannot be
         */
        void goBackFrom(String alarm);
    }

    private final ReactionPolicy policy;
    private final Set<String> active = new HashSet<>();

    /** Reacts as {@code policy} says. */
    public Reactions(ReactionPolicy policy) {
        this.policy = policy;
    }

    /**
     * Takes all that waits, alarms first.
     *
     * @throws UserError where training is to stop
     */
    public void react(MonitorFeed feed, Lineage run) {
        alarms(feed::nextAlarm, run);
        for (Optional<Evaluation> next = feed.nextEvaluation(); next.isPresent(); next = feed.nextEvaluation()) {
            evaluation(next.get(), run);
        }
    }

    /** Where one has sent the run back, those behind it were of the state before. */
    void alarms(Supplier<Optional<AlarmEvent>> waiting, Lineage run) {
        boolean wentBack = false;
        for (Optional<AlarmEvent> next = waiting.get(); next.isPresent(); next = waiting.get()) {
            if (wentBack) {
                note(next.get());
            } else {
                wentBack = alarm(next.get(), run);
            }
        }
    }

    /** Keeps the weights of now, some steps after those that were measured, where these were the best so far. */
    void evaluation(Evaluation evaluation, Lineage run) {
        value(evaluation, policy.keepBest().metric()).ifPresent(value -> keep(value, evaluation.getStep(), run));
    }

    /**
     * Keeps the weights of now, after {@code step}, where that is the policy and their scores are the least unbalanced so far.
     *
     * @param imbalance asked for only where it counts: it takes a pass
     */
    void scores(DoubleSupplier imbalance, long step, Lineage run) {
        if (policy.keepBest() != KeepBest.SCORES || !active.isEmpty()) {
            return;
        }
        double value = imbalance.getAsDouble();
        if (Double.isFinite(value)) {
            keep(value, step, run);
        }
    }

    private void keep(double value, long step, Lineage run) {
        String metric = policy.keepBest().metric();
        if (active.isEmpty() && isBetter(value, run.best(metric)) && run.keepAsBest(metric, value)) {
            log.info("Keeping the best so far: {} {} at step {}", metric, value, step);
        }
    }

    private static OptionalDouble value(Evaluation evaluation, String name) {
        return evaluation.getMetricsList().stream()
                .filter(metric -> metric.getName().equals(name))
                .mapToDouble(MetricValue::getValue)
                .filter(Double::isFinite)
                .findFirst();
    }

    private boolean isBetter(double value, OptionalDouble best) {
        return best.isEmpty()
                || (policy.keepBest() == KeepBest.COVERAGE ? value > best.getAsDouble() : value < best.getAsDouble());
    }

    /**
     * Reacts where an alarm of the policy is raised.
     *
     * @return whether the run went back
     * @throws UserError where training is to stop
     */
    boolean alarm(AlarmEvent event, Lineage run) {
        note(event);
        if (event.getState() != AlarmState.ALARM_STATE_RAISED
                || !policy.alarms().contains(event.getAlarm())) {
            return false;
        }
        String what = event.getAlarm() + " at step " + event.getStep() + ": " + event.getReason();
        return switch (policy.onAlarm()) {
            case NONE -> false;
            case STOP -> throw new UserError("stopped as --on-alarm stop asks, by " + what);
            case ROLLBACK -> {
                run.goBackFrom(what);
                yield true;
            }
        };
    }

    private void note(AlarmEvent event) {
        if (event.getState() == AlarmState.ALARM_STATE_RAISED) {
            active.add(event.getAlarm());
        } else {
            active.remove(event.getAlarm());
        }
    }
}
