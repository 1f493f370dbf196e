package ganflux.ingest.source;

import ganflux.stream.command.UsageError;
import ganflux.stream.image.Floats;

/**
 * An endless stream of points drawn from a mixture, each labelled with its mode. Point {@code i} is a pure function of seed and
 * {@code i}, the same on every machine.
 */
final class PointSource extends DrawnSource {
    private final PointMixture mixture;

    /** Refuses a size or channels that points do not have. */
    PointSource(PointMixture mixture, SourceOptions options) {
        super(mixture.id(), ImageShape.ofPoints(mixture.dimensions()), options);
        options.requireNoOrder(mixture.id());
        if (options.size().isPresent() || options.channels().isPresent()) {
            throw new UsageError("--data " + mixture.id() + " gives " + shape() + ", which have no "
                    + (options.size().isPresent() ? "--size" : "--channels") + "; leave it out");
        }
        this.mixture = mixture;
    }

    @Override
    Image image(long index, SplitMix64 random) {
        int mode = random.nextInt(mixture.modes().size());
        double[] centre = mixture.modes().get(mode);
        float[] values = new float[centre.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (centre[i] + mixture.deviation() * random.nextNormal());
        }
        return new Image(index, mode, Floats.toBytes(values));
    }
}
