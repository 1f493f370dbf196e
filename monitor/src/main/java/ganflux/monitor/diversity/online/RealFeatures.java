package ganflux.monitor.diversity.online;

import ganflux.monitor.diversity.Distances;
import ganflux.monitor.diversity.Features;
import ganflux.monitor.diversity.space.FeatureSpace;

/** The features of the images of a reservoir and the distances between them, kept and brought up to date as {@link KeptFeatures}. */
final class RealFeatures {
    private final Reservoir reservoir;
    private final KeptFeatures features;
    private final float[] squared; // capacity x capacity

    RealFeatures(Reservoir reservoir, FeatureSpace space) {
        this.reservoir = reservoir;
        features = new KeptFeatures(reservoir, space);
        squared = new float[reservoir.capacity() * reservoir.capacity()];
    }

    /** Brings features and distances up to date with the reservoir. */
    void refresh() {
        int[] changed = features.refresh();
        if (changed.length == 0) {
            return;
        }
        Features all = features.all();
        float[] rows = Distances.block(all.rows(changed), 0, changed.length, all);
        int n = reservoir.size();
        int capacity = reservoir.capacity();
        for (int i = 0; i < changed.length; i++) {
            int row = changed[i];
            System.arraycopy(rows, i * n, squared, row * capacity, n);
            squared[row * capacity + row] = 0;
            for (int column = 0; column < n; column++) {
                squared[column * capacity + row] = squared[row * capacity + column];
            }
        }
    }

    /** The features of some slots. */
    Features of(int[] slots) {
        return features.of(slots);
    }

    /** The squared distances between some slots and some others. */
    Distances between(int[] rows, int[] columns) {
        return Distances.ofSquares(squared, reservoir.capacity(), rows, columns);
    }
}
