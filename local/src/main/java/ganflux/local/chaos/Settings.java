package ganflux.local.chaos;

import ganflux.stream.Order;
import ganflux.stream.command.UsageError;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;

/**
 * What is run, twice: once disturbed and once in peace.
 *
 * @param preset the GAN
 * @param seed of weights, noise, images and kills
 * @param kills how many
 * @param steps the run's last step
 * @param partitions of the images' topic; several are trained in strict order, which alone gives the same weights twice
 */
record Settings(Preset preset, long seed, int kills, long steps, int partitions) {
    /** So that a kill is likely to meet a checkpoint that is being written. */
    static final int CHECKPOINT_EVERY = 5;

    /** No divisor of a minibatch, so that most checkpoints stand inside a record. */
    static final int BATCH_IMAGES = 50;

    private static final int USUAL_STEPS_PER_KILL = 30;
    private static final int STEPS_AHEAD = 40;

    /** Checks the numbers. */
    Settings {
        if (kills < 0) {
            throw new UsageError("--kills must be at least 0 but is " + kills);
        }
        if (partitions < 1) {
            throw new UsageError("--partitions must be at least 1 but is " + partitions);
        }
        if (steps < 1 || steps < kills) {
            throw new UsageError(
                    "--steps must be at least 1, and one for each of the " + kills + " kills, but is " + steps);
        }
    }

    /** How many steps a run with so many kills has where the user does not say. */
    static long usualSteps(int kills) {
        return (long) USUAL_STEPS_PER_KILL * Math.max(2, kills);
    }

    /** The same run left in peace. */
    Settings inPeace() {
        return new Settings(preset, seed, 0, steps, partitions);
    }

    /** In which order several partitions are trained. */
    Order order() {
        return partitions == 1 ? Order.ARRIVAL : Order.STRICT;
    }

    /** How many images ingest may be ahead of the trainer: little, so that it is at work all the time. */
    long aheadImages() {
        return STEPS_AHEAD * imagesPerStep();
    }

    private long imagesPerStep() {
        return AlternatingStep.imagesPerStep(preset);
    }

    /** Images that the whole run trains. */
    long images() {
        return AlternatingStep.images(preset, 1, steps);
    }

    ImageShape shape() {
        return preset.shape();
    }
}
