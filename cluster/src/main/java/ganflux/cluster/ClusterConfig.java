package ganflux.cluster;

import ganflux.stream.Order;
import ganflux.stream.command.UsageError;
import ganflux.trainer.ReactionPolicy.KeepBest;
import ganflux.trainer.TrainerConfig;
import java.util.Map;

/**
 * How a run is trained on several machines.
 *
 * @param trainer what is the same as on one machine; its engine's threads are the cores that a slot takes
 * @param master where executors come from
 * @param workers W, logical workers: how many slots a round has, whatever the number of executors
 * @param localSteps H, steps that each slot makes between two averages
 * @param spark further properties for Spark
 */
record ClusterConfig(TrainerConfig trainer, MasterUrl master, int workers, int localSteps, Map<String, String> spark) {
    static final int FEWEST_STEPS = 16;
    static final int MOST_STEPS = 256;
    private static final int MOST_WORKERS = 1024;

    /** Checks what can be known before anything is started. */
    ClusterConfig {
        master.requireCores(trainer.engine().threads());
        if (workers < 1 || workers > MOST_WORKERS) {
            throw new UsageError("--workers must be 1 to " + MOST_WORKERS + " but is " + workers);
        }
        if (localSteps < FEWEST_STEPS || localSteps > MOST_STEPS) {
            throw new UsageError("--local-steps must be " + FEWEST_STEPS + " to " + MOST_STEPS + " but is " + localSteps
                    + "; fewer cost more time between rounds than they train, more let the workers drift apart");
        }
        if (trainer.preset().game().stabilisers().spectralNorm()) {
            throw new UsageError("--preset " + trainer.preset().name()
                    + " has spectral normalisation, whose state cannot be averaged over workers; take a preset without, or"
                    + " './ganflux train'");
        }
        if (trainer.reactions().keepBest() == KeepBest.SCORES) {
            throw new UsageError("--keep-best scores needs every step's weights, but workers make --local-steps "
                    + localSteps + " between two averages; give none, coverage or frechet");
        }
        if (trainer.order() != Order.STRICT) {
            throw new UsageError("--order must be strict with workers, whose tasks may be run twice; leave it out");
        }
        spark = Map.copyOf(spark);
    }
}
