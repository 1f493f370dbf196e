package ganflux.trainer.preset;

import java.util.SplittableRandom;

/**
 * What the discriminator is told that images are. The generator's own update always aims at 1.
 *
 * @param real of real images: 1, or less for one-sided smoothing (Salimans et al. 2016)
 * @param noise each label, of reals and of fakes, is lowered by this times a number drawn uniformly from 0..1
 */
public record Labels(double real, double noise) {
    /** 1 for reals, 0 for fakes. */
    public static final Labels PLAIN = new Labels(1, 0);

    /**
     * Fills the first half of {@code labels} with those of reals, the second with those of fakes.
     *
     * @param key of the noise, which follows from it
     */
    public void fill(double[] labels, long key) {
        SplittableRandom random = new SplittableRandom(key);
        for (int i = 0; i < labels.length; i++) {
            double plain = i < labels.length / 2 ? real : 0;
            labels[i] = noise == 0 ? plain : plain - noise * random.nextDouble();
        }
    }
}
