package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import ganflux.trainer.ReactionPolicy.KeepBest;
import ganflux.trainer.ReactionPolicy.OnAlarm;
import ganflux.v1.AlarmEvent;
import ganflux.v1.AlarmState;
import ganflux.v1.Evaluation;
import ganflux.v1.MetricValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReactionsTest {
    private final List<String> done = new ArrayList<>();
    private boolean busy;
    private final Map<String, Double> kept = new HashMap<>();

    private final Reactions.Lineage run = new Reactions.Lineage() {
        @Override
        public boolean keepAsBest(String metric, double value) {
            if (!busy) {
                done.add("best");
                kept.put(metric, value);
            }
            return !busy;
        }

        @Override
        public OptionalDouble best(String metric) {
            return kept.containsKey(metric) ? OptionalDouble.of(kept.get(metric)) : OptionalDouble.empty();
        }

        @Override
        public void goBackFrom(String alarm) {
            done.add(alarm);
        }
    };

    private static Reactions reactions(OnAlarm onAlarm, KeepBest keepBest) {
        return new Reactions(new ReactionPolicy(onAlarm, Set.of("ModeCollapse", "NonFinite"), keepBest));
    }

    private static Evaluation evaluation(String metric, double value) {
        return Evaluation.newBuilder()
                .addMetrics(MetricValue.newBuilder().setName("recall").setValue(.5))
                .addMetrics(MetricValue.newBuilder().setName(metric).setValue(value))
                .build();
    }

    private static AlarmEvent alarm(String name, AlarmState state) {
        return AlarmEvent.newBuilder()
                .setAlarm(name)
                .setState(state)
                .setStep(7)
                .setReason("why")
                .build();
    }

    @Test
    void keepsTheLeastUnbalancedScores() {
        Reactions byScores = reactions(OnAlarm.NONE, KeepBest.SCORES);
        for (double value : new double[] {.4, .5, .3, Double.NaN, .3, .1}) {
            byScores.scores(() -> value, 9, run);
        }
        assertThat(kept).containsExactly(Map.entry("score_imbalance", .1));
        assertThat(done).hasSize(3);
        reactions(OnAlarm.NONE, KeepBest.FRECHET).scores(() -> 0, 10, run);
        assertThat(done).hasSize(3);
    }

    @Test
    void keepsWhatIsBetterThanAllBefore() {
        Reactions byDistance = reactions(OnAlarm.NONE, KeepBest.FRECHET);
        for (double value : new double[] {5, 6, 4, Double.NaN, 4, 3}) {
            byDistance.evaluation(evaluation("frechet_distance", value), run);
        }
        assertThat(done).hasSize(3);

        done.clear();
        Reactions byCoverage = reactions(OnAlarm.NONE, KeepBest.COVERAGE);
        for (double value : new double[] {.1, .3, .2, .3, .4}) {
            byCoverage.evaluation(evaluation("coverage", value), run);
        }
        assertThat(done).hasSize(3);
    }

    @Test
    void knowsHowGoodTheBestOfAnEarlierStartWas() {
        kept.put("frechet_distance", 3.0);
        Reactions reactions = reactions(OnAlarm.NONE, KeepBest.FRECHET);
        reactions.evaluation(evaluation("frechet_distance", 4), run);
        assertThat(done).isEmpty();

        reactions.evaluation(evaluation("frechet_distance", 2), run);
        assertThat(done).containsExactly("best");
    }

    @Test
    void takesTheNextOneWhileTheLastIsStillBeingWritten() {
        Reactions reactions = reactions(OnAlarm.NONE, KeepBest.FRECHET);
        busy = true;
        reactions.evaluation(evaluation("frechet_distance", 1), run);
        busy = false;
        reactions.evaluation(evaluation("frechet_distance", 2), run);

        assertThat(done).containsExactly("best");
    }

    @Test
    void keepsNothingAsBestWhileAnyAlarmIsRaised() {
        Reactions reactions = reactions(OnAlarm.NONE, KeepBest.FRECHET);
        reactions.alarm(alarm("Oscillation", AlarmState.ALARM_STATE_RAISED), run);
        reactions.evaluation(evaluation("frechet_distance", 1), run);
        assertThat(done).isEmpty();

        reactions.alarm(alarm("Oscillation", AlarmState.ALARM_STATE_CLEARED), run);
        reactions.evaluation(evaluation("frechet_distance", 2), run);
        assertThat(done).containsExactly("best");
    }

    @Test
    void goesBackOnceForAlarmsThatWaitTogether() {
        Reactions back = reactions(OnAlarm.ROLLBACK, KeepBest.FRECHET);
        Queue<AlarmEvent> waiting = new ArrayDeque<>(List.of(
                alarm("Oscillation", AlarmState.ALARM_STATE_RAISED),
                alarm("NonFinite", AlarmState.ALARM_STATE_RAISED),
                alarm("ModeCollapse", AlarmState.ALARM_STATE_RAISED),
                alarm("NonFinite", AlarmState.ALARM_STATE_CLEARED),
                alarm("Oscillation", AlarmState.ALARM_STATE_CLEARED)));

        back.alarms(() -> Optional.ofNullable(waiting.poll()), run);

        assertThat(done).containsExactly("NonFinite at step 7: why");
        back.evaluation(evaluation("frechet_distance", 1), run);
        assertThat(done).as("ModeCollapse is still raised").hasSize(1);
    }

    @Test
    void namesTheAlarmThatIsNone() {
        assertThatThrownBy(() -> new ReactionPolicy(OnAlarm.STOP, Set.of("ModeColapse"), KeepBest.NONE))
                .isInstanceOf(UsageError.class)
                .hasMessageStartingWith(
                        "--alarms has 'ModeColapse', which is no alarm; did you mean 'ModeCollapse'? (");
    }

    @Test
    void doesWhatThePolicySaysOfItsAlarmsAlone() {
        Reactions back = reactions(OnAlarm.ROLLBACK, KeepBest.NONE);
        back.alarm(alarm("Oscillation", AlarmState.ALARM_STATE_RAISED), run);
        back.alarm(alarm("NonFinite", AlarmState.ALARM_STATE_RAISED), run);
        back.alarm(alarm("NonFinite", AlarmState.ALARM_STATE_CLEARED), run);
        back.evaluation(evaluation("frechet_distance", 1), run);
        assertThat(done).containsExactly("NonFinite at step 7: why");

        reactions(OnAlarm.NONE, KeepBest.NONE).alarm(alarm("ModeCollapse", AlarmState.ALARM_STATE_RAISED), run);
        assertThat(done).hasSize(1);

        Reactions stop = reactions(OnAlarm.STOP, KeepBest.NONE);
        assertThatThrownBy(() -> stop.alarm(alarm("ModeCollapse", AlarmState.ALARM_STATE_RAISED), run))
                .isInstanceOf(UserError.class)
                .hasMessage("stopped as --on-alarm stop asks, by ModeCollapse at step 7: why");
    }
}
