package ganflux.trainer;

import ganflux.stream.command.UserError;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import ganflux.trainer.preset.Presets;
import ganflux.v1.CheckpointManifest;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a run can go on from a checkpoint under the settings and the topic of now. */
final class Continuation {
    private static final Logger log = LoggerFactory.getLogger(Continuation.class);

    private Continuation() {}

    /** Refuses to go on under settings that would make another run of it. */
    static void requireSame(TrainerConfig config, CheckpointManifest manifest) {
        samePreset(config, manifest);
        same(config, "seed", "--seed", String.valueOf(manifest.getSeed()), String.valueOf(config.seed()));
        same(config, "topic", "--topic", manifest.getTopic(), config.topic());
        same(config, "run name", "--run", manifest.getRunId(), config.run());
    }

    /** Compares what is trained, or where the checkpoint does not say that, the names. */
    private static void samePreset(TrainerConfig config, CheckpointManifest manifest) {
        Preset now = config.preset();
        if (manifest.getPresetYaml().isEmpty()) {
            same(config, "preset", "--preset", manifest.getPreset(), now.name());
            return;
        }
        Preset kept = preset(manifest);
        if (!kept.trainsLike(now)) {
            throw new UserError("the run in --dir " + config.directory() + " has preset '" + kept.name()
                    + "' but --preset is "
                    + (now.name().equals(kept.name()) ? "another of that name" : "'" + now.name() + "'")
                    + "; give "
                    + (Presets.isShipped(kept)
                            ? "--preset " + kept.name()
                            : "the file that './ganflux inspect --dir " + config.directory() + " --preset' prints")
                    + " to go on, or another --dir to start anew");
        }
    }

    /** The preset of the run that a checkpoint belongs to. */
    static Preset preset(CheckpointManifest manifest) {
        return manifest.getPresetYaml().isEmpty()
                ? Presets.named(manifest.getPreset())
                : PresetReader.read(manifest.getPreset(), "the checkpoint's preset", manifest.getPresetYaml());
    }

    private static void same(TrainerConfig config, String what, String option, String kept, String asked) {
        if (!kept.equals(asked)) {
            throw new UserError("the run in --dir " + config.directory() + " has " + what + " '" + kept + "' but "
                    + option + " is '" + asked + "'; give " + option + " " + kept
                    + " to go on, or another --dir to start anew");
        }
    }

    /** Says where the last bits of what follows depend on an engine or a number of threads that has changed. */
    static void warnOfOtherBits(CheckpointManifest from, String engine, int threads) {
        if (!from.getEngine().isEmpty() && !(from.getEngine().equals(engine) && from.getThreads() == threads)) {
            log.warn(
                    "The run goes on with engine {} on {} threads after {} on {}: its last bits will differ from those of an"
                            + " undisturbed run",
                    engine,
                    threads,
                    from.getEngine(),
                    from.getThreads());
        }
    }

    /** Whether the topic is not the one that the checkpoint's positions belong to. */
    static boolean isAnotherTopic(CheckpointManifest from, String id) {
        return !from.getTopicId().isEmpty() && !from.getTopicId().equals(id);
    }

    /** One line on {@link #isAnotherTopic}, with the numbers. */
    static String describeAnotherTopic(TrainerConfig config, CheckpointManifest from, String id) {
        String trained = from.getPositionsList().stream()
                .map(p -> "partition " + p.getPartition() + " up to offset " + p.getOffset())
                .collect(Collectors.joining(", "));
        return "topic " + config.topic() + " was created anew: its id is " + id + ", but the checkpoint of step "
                + from.getStep() + " in --dir " + config.directory() + " was made from id " + from.getTopicId() + ", "
                + trained;
    }
}
