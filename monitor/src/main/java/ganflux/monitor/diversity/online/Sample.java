package ganflux.monitor.diversity.online;

import ganflux.monitor.diversity.Distances;
import ganflux.monitor.diversity.Features;
import ganflux.monitor.diversity.Moments;
import java.util.Optional;

/**
 * Images to be judged: fakes, or reals in their place.
 *
 * @param pixels unsigned bytes, image after image, or the floats of points
 * @param features a row for each
 * @param within distances between them
 * @param toReals distances from each to each real of the reference
 * @param classes probabilities of classes, where the classifier is trusted
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on and read, never compared.
record Sample(byte[] pixels, Features features, Distances within, Distances toReals, Optional<Features> classes) {
    Moments moments() {
        return Moments.of(features);
    }
}
