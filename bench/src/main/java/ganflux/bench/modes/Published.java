package ganflux.bench.modes;

import ganflux.ingest.source.PointMixture;
import java.util.List;

/**
 * A row of the papers' tables. They trained 400 epochs of 100,000 points, 400,000 steps of 100, and counted on 2,500.
 *
 * @param method whose, and in which paper: VEEGAN is Srivastava et al. (2017), PacGAN Lin et al. (2018)
 * @param modes captured, mean of several runs
 * @param highQuality share of the points within three standard deviations of the nearest mode, percent
 */
record Published(String method, double modes, double highQuality) {
    /** Training steps of the papers' runs. */
    static final int STEPS = 400_000;

    /** The rows for a mixture; empty for one that is in no table. */
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
