package ganflux.trainer.gan;

import ganflux.trainer.preset.Preset.Noise;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/**
 * Noise as a pure function of (seed, step, draw), so that a resumed run draws what an undisturbed one would have drawn.
 */
final class LatentNoise {
    private LatentNoise() {}

    /**
     * What a draw is drawn from.
     *
     * @param step the step it is for; 0 for noise that is not part of training
     * @param draw tells the draws of one step apart
     */
    static SplittableRandom random(long seed, long step, int draw) {
        return new SplittableRandom(key(seed, step, draw));
    }

    /** Fills {@code target} from its start to its limit with what {@code random} gives next. */
    static void fill(FloatBuffer target, Noise noise, SplittableRandom random) {
        int n = target.limit();
        for (int i = 0; i < n; i++) {
            target.put(i, next(noise, random));
        }
    }

    /** The next value that {@code random} gives. */
    static float next(Noise noise, SplittableRandom random) {
        return switch (noise) {
            case UNIFORM -> (random.nextInt() >> 8) * 0x1p-23f;
            case NORMAL -> (float) random.nextGaussian();
        };
    }

    /** One number from three, every bit of each mattering (the finaliser of SplittableRandom's generator). */
    static long key(long seed, long step, int draw) {
        return mix(mix(mix(seed) + step) + draw);
    }

    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
