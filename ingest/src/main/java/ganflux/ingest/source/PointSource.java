package ganflux.ingest.source;

import ganflux.stream.command.UsageError;
import ganflux.stream.image.Floats;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;

/**
 * An endless stream of points drawn from a mixture, each labelled with its mode. Point {@code i} is a pure function of seed and
 * {@code i}, the same on every machine.
 */
final class PointSource implements ImageSource {
    private final SkippedImages skipped = new SkippedImages();
    private final PointMixture mixture;
    private final ImageShape shape;
    private final long seed;
    private final String id;

    /** Refuses a size or channels that points do not have. */
    PointSource(PointMixture mixture, SourceOptions options) {
        this.mixture = mixture;
        shape = ImageShape.ofPoints(mixture.dimensions());
        options.requireNoOrder(mixture.id());
        requireNoImages(options);
        seed = options.seed();
        id = options.idOr(mixture.id() + ",seed=" + seed);
    }

    private void requireNoImages(SourceOptions options) {
        if (options.size().isPresent() || options.channels().isPresent()) {
            throw new UsageError("--data " + mixture.id() + " gives " + shape + ", which have no "
                    + (options.size().isPresent() ? "--size" : "--channels") + "; leave it out");
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public OptionalLong passSize() {
        return OptionalLong.empty();
    }

    @Override
    public SkippedImages skipped() {
        return skipped;
    }

    @Override
    public Flux<Image> images(long firstIndex) {
        return Flux.generate(() -> firstIndex, (index, sink) -> {
            sink.next(point(index));
            return index + 1;
        });
    }

    /** Draws point {@code index}. */
    Image point(long index) {
        SplitMix64 random = new SplitMix64(seed, index);
        int mode = random.nextInt(mixture.modes().size());
        double[] centre = mixture.modes().get(mode);
        float[] values = new float[centre.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (centre[i] + mixture.deviation() * random.nextNormal());
        }
        return new Image(index, mode, Floats.toBytes(values));
    }
}
