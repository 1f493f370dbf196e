package ganflux.ingest;

import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.Image;
import ganflux.ingest.source.ImageShape;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.SkippedImages;
import ganflux.ingest.source.SourceOptions;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;

/** The digits, with a count of how many were drawn. */
final class Counting implements ImageSource {
    private final ImageSource digits = new DataSpec.Digits().open(SourceOptions.defaults());
    private final AtomicLong drawn = new AtomicLong();

    long drawn() {
        return drawn.get();
    }

    @Override
    public String id() {
        return digits.id();
    }

    @Override
    public ImageShape shape() {
        return digits.shape();
    }

    @Override
    public OptionalLong passSize() {
        return digits.passSize();
    }

    @Override
    public Flux<Image> images(long firstIndex) {
        return digits.images(firstIndex).doOnNext(image -> drawn.incrementAndGet());
    }

    @Override
    public SkippedImages skipped() {
        return digits.skipped();
    }
}
