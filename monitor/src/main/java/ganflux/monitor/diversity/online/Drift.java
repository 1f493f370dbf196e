package ganflux.monitor.diversity.online;

import ganflux.monitor.diversity.Features;
import ganflux.monitor.diversity.KernelDistance;
import ganflux.monitor.diversity.space.FeatureSpace;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * Whether the reals change: the kernel distance between new reals and {@value #CAPACITY} of those that were displaced, which stay
 * for {@value #MEAN_AGE} displacements on average. Its band is made by mixing both and cutting the mixture in two. Used by one
 * thread.
 */
final class Drift {
    private static final int CAPACITY = 512;
    private static final int MEAN_AGE = 8192;
    private static final int ROWS = 256;

    private static final int LEAST = 32;

    private final Reservoir older;
    private Optional<KeptFeatures> features = Optional.empty();

    Drift(long seed) {
        older = new Reservoir(CAPACITY, MEAN_AGE, seed);
    }

    /** Takes a real that was displaced. */
    void add(Reservoir.Held displaced) {
        older.add(displaced);
    }

    /** Says how reals are compared; before, nothing is. */
    void measureIn(FeatureSpace space) {
        features = Optional.of(new KeptFeatures(older, space));
    }

    /** How far new reals, in random order, are from older ones; empty while there are too few of either. */
    Optional<Double> measure(Features newer, Random random) {
        return pair(newer, random).map(Drift::distance);
    }

    /** The same with new and older ones mixed. */
    Optional<Double> resample(Features newer, Random random) {
        return pair(newer, random).map(pair -> {
            int[] order = Shuffle.order(pair.rows(), random);
            return distance(pair.rows(order));
        });
    }

    private static double distance(Features pair) {
        int rows = pair.rows();
        return KernelDistance.of(pair.rows(0, rows / 2), pair.rows(rows / 2, rows));
    }

    /** As many new reals as older ones, one after the other. */
    private Optional<Features> pair(Features newer, Random random) {
        int rows = Math.min(ROWS, Math.min(newer.rows(), older.size()));
        if (rows < LEAST || features.isEmpty()) {
            return Optional.empty();
        }
        KeptFeatures kept = features.get();
        kept.refresh();
        int[] chosen = Arrays.copyOf(Shuffle.order(older.size(), random), rows);
        float[] both = Arrays.copyOf(newer.rows(0, rows).values(), 2 * rows * newer.columns());
        System.arraycopy(kept.of(chosen).values(), 0, both, both.length / 2, both.length / 2);
        return Optional.of(new Features(both, newer.columns()));
    }
}
