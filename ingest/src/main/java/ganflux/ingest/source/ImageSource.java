package ganflux.ingest.source;

import java.util.OptionalLong;
import reactor.core.publisher.Flux;

/**
 * A stream of images of one shape, numbered from 0. The number is the image's id; an image that cannot be read leaves its
 * number unused, so that it does not shift the others.
 *
 * <p>A source that is a data set or a formula gives the same image for the same number each time, which is what makes a
 * restart exact. A source that listens gives whatever arrives next, numbered from where it is told to begin.
 */
public interface ImageSource {
    /** Names the stream: the same name means the same images in the same order. At most 200 characters. */
    String id();

    /** The shape of every image. */
    ImageShape shape();

    /** How many numbers one pass over the source takes; empty where it has no end. */
    OptionalLong passSize();

    /**
     * The images from number {@code firstIndex} on. Cold and driven by demand: an image is read or drawn when it is asked
     * for, on the thread that asks, which may block on a disk. Completes at the end of a finite source; fails with a
     * {@link ganflux.stream.command.UserError} where nothing in it can be read.
     */
    Flux<Image> images(long firstIndex);

    /** The images that could not be read so far. */
    SkippedImages skipped();
}
