package ganflux.ingest;

import ganflux.ingest.ResumePlan.Hole;
import ganflux.ingest.source.Image;
import ganflux.ingest.source.ImageSource;
import ganflux.v1.ImageBatch;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;

/** Packs a source's images into numbered batches, driven by demand: a batch is read when it is asked for. */
final class Batches {
    private final ImageSource source;
    private final String runId;
    private final int images;
    private final Clock clock;

    /** Batches of {@code images} images. */
    Batches(ImageSource source, String runId, int images, Clock clock) {
        this.source = source;
        this.runId = runId;
        this.images = images;
        this.clock = clock;
    }

    /** First what is missing, then all that follows; the last batch of a finite source may be short. */
    Flux<ImageBatch> from(ResumePlan plan) {
        Flux<ImageBatch> missing = Flux.fromIterable(plan.holes()).concatMap(this::fill, 0);
        Flux<ImageBatch> following =
                source.groups(plan.nextIndex(), images).index((i, batch) -> batch(plan.nextSequence() + i, batch));
        return missing.concatWith(following);
    }

    private Flux<ImageBatch> fill(Hole hole) {
        return source.again(hole.firstIndex(), hole.lastIndex())
                .collectList()
                .flatMapIterable(found -> split(hole, found));
    }

    /** Deals a hole's images out to as many batches as are missing, which keeps the sequences without gaps. */
    private List<ImageBatch> split(Hole hole, List<Image> found) {
        List<ImageBatch> batches = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < hole.batches() && from < found.size(); i++) {
            int left = hole.batches() - i;
            int to = from + (found.size() - from + left - 1) / left;
            batches.add(batch(hole.firstSequence() + i, found.subList(from, to)));
            from = to;
        }
        return batches;
    }

    private ImageBatch batch(long sequence, List<Image> batch) {
        return BatchMessage.of(source, runId, sequence, batch, clock.millis());
    }
}
