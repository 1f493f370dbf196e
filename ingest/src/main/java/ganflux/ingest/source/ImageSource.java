package ganflux.ingest.source;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;

/**
 * A stream of images of one shape, numbered from 0. The number is the image's id; an image that cannot be read leaves its
 * number unused, so that it does not shift the others.
 *
 * <p>Three kinds keep a restart exact, each in its way. A data set or a formula gives the same image for the same number
 * each time. So does a source that keeps a durable list of what arrived, such as a watched folder. A source that only
 * listens cannot; it therefore takes a new name at each start, and what no one was told to be stored may be lost.
 */
public interface ImageSource extends AutoCloseable {
    /** Names the stream: the same name means the same images in the same order. At most 200 characters. */
    String id();

    /** The shape of every image. */
    ImageShape shape();

    /** How many numbers one pass over the source takes; empty where it has no end. */
    OptionalLong passSize();

    /** Whether images arrive over time, rather than being there: then groups may be small, and no end is in sight. */
    default boolean arrives() {
        return false;
    }

    /** Whether nothing can have been sent under this name before. */
    default boolean isNew() {
        return false;
    }

    /** What to tell the user about where the images come from. */
    default String describe() {
        return id();
    }

    /**
     * Begins to listen, where the source listens; called once, before anything is read. Answers with the streams that
     * the source is made of, each named and numbered for itself: mostly one, itself. May block.
     *
     * @param client properties for any Kafka client
     * @throws ganflux.stream.command.UserError where it cannot listen
     */
    default List<ImageSource> start(Map<String, String> client) {
        return List.of(this);
    }

    /**
     * The images from number {@code firstIndex} on. Cold and driven by demand: an image is read or drawn when it is asked
     * for, on the thread that asks, which may block on a disk. Completes at the end of a finite source; fails with a
     * {@link ganflux.stream.command.UserError} where nothing in it can be read.
     */
    Flux<Image> images(long firstIndex);

    /**
     * The images from {@code firstIndex} on, in groups of at most {@code most}, none empty. Where images arrive, a group
     * is what is there, and asking waits for the first; elsewhere all groups but the last are full.
     */
    default Flux<List<Image>> groups(long firstIndex, int most) {
        return images(firstIndex).buffer(most);
    }

    /** Those images of number {@code first} to {@code last}, inclusive, that an earlier run read and this one still can. */
    default Flux<Image> again(long first, long last) {
        return images(first).takeWhile(image -> image.id() <= last);
    }

    /** Tells that Kafka has the images up to number {@code last}. Must not block. */
    default void stored(long last) {}

    /** How requests with images were answered so far. */
    default UploadStats uploads() {
        return UploadStats.NONE;
    }

    /** The images that could not be read so far. */
    SkippedImages skipped();

    /** Takes no more images: a group that is waited for ends. {@link #stored} is still told of those on their way. */
    default void stop() {}

    /** Ends the listening and gives back what was opened; after {@link #stop}. Later calls do nothing. */
    @Override
    default void close() {}
}
