package ganflux.monitor.diversity.online;

import ganflux.monitor.diversity.Distances;
import ganflux.monitor.diversity.Features;
import ganflux.monitor.diversity.space.FeatureSpace;

/** The features of the images of a reservoir and their distances, kept from one evaluation to the next: what changed is redone. */
final class RealFeatures {
    private final Reservoir reservoir;
    private final FeatureSpace space;
    private final float[] features;
    private final float[] squared; // capacity x capacity
    private long time;

    RealFeatures(Reservoir reservoir, FeatureSpace space) {
        this.reservoir = reservoir;
        this.space = space;
        features = new float[reservoir.capacity() * space.dimension()];
        squared = new float[reservoir.capacity() * reservoir.capacity()];
    }

    /** Brings features and distances up to date with the reservoir. */
    void refresh() {
        int[] changed = reservoir.changedSince(time);
        time = reservoir.time();
        if (changed.length == 0) {
            return;
        }
        int d = space.dimension();
        Features fresh = space.of(reservoir.pixels(changed, space.shape().bytes()));
        for (int i = 0; i < changed.length; i++) {
            System.arraycopy(fresh.values(), i * d, features, changed[i] * d, d);
        }
        Features all = new Features(features, d).rows(0, reservoir.size());
        float[] rows = Distances.block(fresh, 0, changed.length, all);
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
        return new Features(features, space.dimension()).rows(slots);
    }

    /** The squared distances between some slots and some others. */
    Distances between(int[] rows, int[] columns) {
        return Distances.ofSquares(squared, reservoir.capacity(), rows, columns);
    }
}
