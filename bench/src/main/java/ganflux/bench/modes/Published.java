package ganflux.bench.modes;

import ganflux.bench.modes.Contest.Score;
import ganflux.ingest.source.PointMixture;
import java.util.List;

/**
 * A row of the papers' tables, a mean of several runs.
 *
 * @param method whose, and in which paper: VEEGAN is Srivastava et al. (2017), PacGAN Lin et al. (2018)
 * @param score what it captured
 */
record Published(String method, Score score) {
    /** After 50 epochs of 128,000 stacks in batches of 64. */
    static final List<Published> STACKED_MNIST = List.of(
            new Published("GAN, in VEEGAN's paper", 99, 3.40),
            new Published("GAN, in PacGAN's paper", 78.9, 4.50),
            new Published("Unrolled GAN", 48.7, 4.32),
            new Published("VEEGAN", 150, 2.95),
            new Published("PacGAN2", 1000, .06),
            new Published("PacGAN4", 1000, .07));

    private Published(String method, double modes, double figure) {
        this(method, new Score(modes, figure));
    }

    /** After 400 epochs of 100,000 points in batches of 100; empty for a mixture that is in no table. */
    static List<Published> of(PointMixture mixture) {
        return switch (mixture) {
            case RING8 ->
                List.of(
                        new Published("GAN, in VEEGAN's paper", 1, 99.3),
                        new Published("GAN, in PacGAN's paper", 6.3, 98.2),
                        new Published("Unrolled GAN", 7.6, 35.6),
                        new Published("VEEGAN", 8, 52.9),
                        new Published("PacGAN2", 7.9, 95.6),
                        new Published("PacGAN4", 7.8, 95.9));
            case GRID25 ->
                List.of(
                        new Published("GAN, in VEEGAN's paper", 3.3, .5),
                        new Published("GAN, in PacGAN's paper", 17.3, 94.8),
                        new Published("Unrolled GAN", 23.6, 16),
                        new Published("VEEGAN", 24.6, 40),
                        new Published("PacGAN2", 23.8, 91.3),
                        new Published("PacGAN4", 24.8, 93.6));
            case GAUSSIAN1D -> List.of();
        };
    }
}
