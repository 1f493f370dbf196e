package ganflux.ingest.source;

import java.util.OptionalLong;
import reactor.core.publisher.Flux;

/** An endless stream that is drawn: image {@code i} is a pure function of the source's seed and {@code i}. */
abstract class DrawnSource implements ImageSource {
    private final SkippedImages skipped = new SkippedImages();
    private final ImageShape shape;
    private final long seed;
    private final String id;

    /** Of images of {@code shape}; {@code name} is what the stream is called, but for its seed. */
    DrawnSource(String name, ImageShape shape, SourceOptions options) {
        this.shape = shape;
        seed = options.seed();
        id = options.idOr(name + ",seed=" + seed);
    }

    /** Draws image {@code index} by {@code random}, which is made for it. */
    abstract Image image(long index, SplitMix64 random);

    /** Draws image {@code index}. */
    final Image image(long index) {
        return image(index, new SplitMix64(seed, index));
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final ImageShape shape() {
        return shape;
    }

    @Override
    public final OptionalLong passSize() {
        return OptionalLong.empty();
    }

    @Override
    public final SkippedImages skipped() {
        return skipped;
    }

    @Override
    public final Flux<Image> images(long firstIndex) {
        return Flux.generate(() -> firstIndex, (index, sink) -> {
            sink.next(image(index));
            return index + 1;
        });
    }
}
