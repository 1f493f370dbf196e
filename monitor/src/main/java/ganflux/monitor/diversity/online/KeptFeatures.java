package ganflux.monitor.diversity.online;

import ganflux.monitor.diversity.Features;
import ganflux.monitor.diversity.space.FeatureSpace;

/** The features of the images of a reservoir, kept from one evaluation to the next: what changed is redone. */
final class KeptFeatures {
    private final Reservoir reservoir;
    private final FeatureSpace space;
    private final float[] features;
    private long time;

    KeptFeatures(Reservoir reservoir, FeatureSpace space) {
        this.reservoir = reservoir;
        this.space = space;
        features = new float[reservoir.capacity() * space.dimension()];
    }

    /** Brings them up to date with the reservoir; gives the slots that changed. */
    int[] refresh() {
        int[] changed = reservoir.changedSince(time);
        time = reservoir.time();
        if (changed.length > 0) {
            int d = space.dimension();
            Features fresh = space.of(reservoir.pixels(changed, space.shape().bytes()));
            for (int i = 0; i < changed.length; i++) {
                System.arraycopy(fresh.values(), i * d, features, changed[i] * d, d);
            }
        }
        return changed;
    }

    /** The features of all images that are here. */
    Features all() {
        return new Features(features, space.dimension()).rows(0, reservoir.size());
    }

    /** The features of some slots. */
    Features of(int[] slots) {
        return new Features(features, space.dimension()).rows(slots);
    }
}
