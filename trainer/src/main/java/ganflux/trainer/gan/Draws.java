package ganflux.trainer.gan;

import ganflux.trainer.engine.Pass;
import java.util.SplittableRandom;

/**
 * The random draws of a step, numbered from 0 in the order in which the step makes them: each is a pure function of (seed, step,
 * number), so that a resumed run draws what an undisturbed one would have drawn. One thread.
 */
final class Draws {
    private long seed;
    private long step;
    private int next;

    Draws(long seed) {
        this.seed = seed;
    }

    /** Lets the draws of steps to come follow from another seed. */
    void reseed(long other) {
        seed = other;
    }

    /** Begins the draws of {@code step}. */
    void begin(long step) {
        this.step = step;
        next = 0;
    }

    /** The key of the next draw, from which it follows. */
    long key() {
        return LatentNoise.key(seed, step, next++);
    }

    /** A training pass with the next draw as its dropout key. */
    Pass training() {
        return Pass.training(LatentNoise.key(~seed, step, next++));
    }

    /** What the next draw is drawn from. */
    SplittableRandom random() {
        return LatentNoise.random(seed, step, next++);
    }
}
