package ganflux.trainer;

import ganflux.stream.AlarmNames;
import ganflux.stream.command.Nearest;
import ganflux.stream.command.UsageError;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a trainer does about what the monitor finds.
 *
 * @param onAlarm what to do where one of {@code alarms} is raised
 * @param alarms names of alarms, as in the runbook
 * @param keepBest which checkpoint to keep besides the newest ones
 */
public record ReactionPolicy(OnAlarm onAlarm, Set<String> alarms, KeepBest keepBest) {
    /** As the options' defaults: no reaction, and the checkpoint of the smallest Frechet distance is kept. */
    public static final ReactionPolicy DEFAULT =
            new ReactionPolicy(OnAlarm.NONE, Set.of("ModeCollapse"), KeepBest.FRECHET);

    /** What to do about an alarm. */
    public enum OnAlarm {
        /** Only show it. */
        NONE,
        /** Write a checkpoint and end, as a failure. */
        STOP,
        /** Go back to the best checkpoint, or else to the oldest one that is kept. */
        ROLLBACK;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What makes a checkpoint the best. */
    public enum KeepBest {
        /** None is kept for being good. */
        NONE,
        /** The largest coverage. */
        COVERAGE,
        /** The smallest Frechet distance. */
        FRECHET,
        /** The smallest {@link ganflux.trainer.gan.ScoreImbalance}, measured by the trainer after each step. */
        SCORES;

        /** The metric in evaluations, or measured by the trainer; of no name where none counts. */
        String metric() {
            return switch (this) {
                case NONE -> "";
                case COVERAGE -> "coverage";
                case FRECHET -> "frechet_distance";
                case SCORES -> "score_imbalance";
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks the names. */
    public ReactionPolicy {
        alarms = Set.copyOf(alarms);
        for (String alarm : new TreeSet<>(alarms)) {
            if (!AlarmNames.ALL.contains(alarm)) {
                throw new UsageError("--alarms has '" + alarm + "', which is no alarm"
                        + Nearest.hint(alarm, AlarmNames.ALL) + " (" + String.join(", ", AlarmNames.ALL) + ")");
            }
        }
    }

    /** Whether the monitor's findings matter at all. */
    public boolean listens() {
        return onAlarm != OnAlarm.NONE || keepBest != KeepBest.NONE;
    }
}
