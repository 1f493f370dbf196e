package ganflux.trainer;

import ganflux.stream.Order;
import ganflux.stream.RunName;
import ganflux.stream.command.UsageError;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.preset.Preset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How a run is trained.
 *
 * @param client properties for every Kafka client
 * @param topic where the images are
 * @param preset what to train
 * @param directory the run's directory
 * @param run name of the run, in reports and metrics
 * @param seed for initial weights, noise and dropout
 * @param engine how to execute the networks
 * @param steps stop after this step of the run; 0 for never
 * @param checkpointEvery steps between checkpoints
 * @param checkpointsKept how many of the newest checkpoints stay
 * @param sampleInterval time between two sets of sample images
 * @param budgetBytes bound of the bytes polled and not trained
 * @param progressGroup consumer group whose offsets mirror the progress, for lag tools and for ingest's pacing
 * @param order of the batches of several partitions
 * @param faults what to put up with
 * @param reactions what to do about what the monitor finds
 * @param configuration the resolved options, kept with the run
 */
public record TrainerConfig(
        Map<String, String> client,
        String topic,
        Preset preset,
        Path directory,
        String run,
        long seed,
        EngineOptions engine,
        long steps,
        int checkpointEvery,
        int checkpointsKept,
        Duration sampleInterval,
        long budgetBytes,
        String progressGroup,
        Order order,
        FaultPolicy faults,
        ReactionPolicy reactions,
        Map<String, String> configuration) {

    /** Reads of this size may come on top of the bytes that an update needs. */
    private static final long HEADROOM_BYTES = 16L << 20;

    /** Checks the numbers, and that the budget holds the images of a discriminator update. */
    public TrainerConfig {
        RunName.require(run);
        atLeast("--steps", steps, 0);
        atLeast("--checkpoint-every", checkpointEvery, 1);
        atLeast("--keep-checkpoints", checkpointsKept, 1);
        if (sampleInterval.isNegative() || sampleInterval.isZero()) {
            throw new UsageError("--sample-interval must be more than 0 but is " + sampleInterval.toSeconds() + " s");
        }
        long needed = HEADROOM_BYTES + 4L * preset.batchSize() * preset.shape().size();
        if (budgetBytes < needed) {
            throw new UsageError("--buffer-mib must be at least " + ((needed >> 20) + 1) + " for preset "
                    + preset.name() + " but is " + (budgetBytes >> 20));
        }
        client = Map.copyOf(client);
        configuration = Map.copyOf(configuration);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new UsageError(name + " must be at least " + least + " but is " + value);
        }
    }
}
