package ganflux.ingest.source;

import ganflux.stream.command.UsageError;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a source is to be read, whatever its kind.
 *
 * @param size size wanted; empty for the source's own, or 28x28 where it has none
 * @param channels 1 or 3; empty for the source's own, or 1 where it has none
 * @param loop whether a finite set is repeated without end
 * @param shuffle whether each pass over a finite set has its own order, drawn from the seed
 * @param seed of the order and of drawn images
 * @param sourceId name of the stream in place of the one derived from the data
 */
public record SourceOptions(
        Optional<ImageSize> size,
        OptionalInt channels,
        boolean loop,
        boolean shuffle,
        long seed,
        Optional<String> sourceId) {
    /** Size where neither the user nor the source has one. */
    public static final ImageSize DEFAULT_SIZE = new ImageSize(28, 28);

    /** Channels where neither the user nor the source has a number: grey. */
    public static final int DEFAULT_CHANNELS = 1;

    /** Seed where none is given. */
    public static final long DEFAULT_SEED = 1;

    /** The longest source id that the wire contract allows. */
    public static final int MAX_SOURCE_ID = 200;

    /** Checks channels and source id. */
    public SourceOptions {
        channels.ifPresent(number -> new ImageShape(number, size.orElse(DEFAULT_SIZE)));
        sourceId.ifPresent(SourceOptions::checkSourceId);
    }

    /** Everything left to the source: one pass, in its own order. */
    public static SourceOptions defaults() {
        return new SourceOptions(Optional.empty(), OptionalInt.empty(), false, false, DEFAULT_SEED, Optional.empty());
    }

    /** These options with a shape. */
    public SourceOptions withShape(ImageShape shape) {
        return new SourceOptions(
                Optional.of(shape.size()), OptionalInt.of(shape.channels()), loop, shuffle, seed, sourceId);
    }

    /** These options with another seed. */
    public SourceOptions withSeed(long other) {
        return new SourceOptions(size, channels, loop, shuffle, other, sourceId);
    }

    /** These options, repeating a finite set or not. */
    public SourceOptions withLoop(boolean repeat) {
        return new SourceOptions(size, channels, repeat, shuffle, seed, sourceId);
    }

    /** These options, shuffling each pass or not. */
    public SourceOptions withShuffle(boolean shuffled) {
        return new SourceOptions(size, channels, loop, shuffled, seed, sourceId);
    }

    /** The shape wanted, completed by the defaults. */
    ImageShape shapeOrDefault() {
        return new ImageShape(channels.orElse(DEFAULT_CHANNELS), size.orElse(DEFAULT_SIZE));
    }

    /** The source id given by the user, or {@code derived} shortened to what the contract allows. */
    String idOr(String derived) {
        return sourceId.orElseGet(() ->
                derived.length() <= MAX_SOURCE_ID ? derived : derived.substring(derived.length() - MAX_SOURCE_ID));
    }

    private static void checkSourceId(String id) {
        if (id.isBlank() || id.length() > MAX_SOURCE_ID) {
            throw new UsageError("--source-id has " + id.length() + " characters, but must have 1 to " + MAX_SOURCE_ID);
        }
    }
}
