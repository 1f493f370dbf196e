package ganflux.ingest.source;

import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * How a source is to be read, whatever its kind.
 *
 * @param size size wanted; empty for the source's own, or 28x28 where it has none
 * @param channels 1 or 3; empty for the source's own, or 1 where it has none
 * @param loop whether a finite set is repeated without end
 * @param shuffle whether each pass over a finite set has its own order, drawn from the seed
 * @param seed of the order and of drawn images
 * @param sourceId name of the stream in place of the one derived from the data
 * @param arrivals how images arrive, where they do
 */
public record SourceOptions(
        Optional<ImageSize> size,
        OptionalInt channels,
        boolean loop,
        boolean shuffle,
        long seed,
        Optional<String> sourceId,
        ArrivalOptions arrivals) {
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

    /** Options for a source of images that are there, rather than arrive. */
    public SourceOptions(
            Optional<ImageSize> size,
            OptionalInt channels,
            boolean loop,
            boolean shuffle,
            long seed,
            Optional<String> sourceId) {
        this(size, channels, loop, shuffle, seed, sourceId, ArrivalOptions.defaults());
    }

    /** Everything left to the source: one pass, in its own order. */
    public static SourceOptions defaults() {
        return new SourceOptions(Optional.empty(), OptionalInt.empty(), false, false, DEFAULT_SEED, Optional.empty());
    }

    /** These options with a shape. */
    public SourceOptions withShape(ImageShape shape) {
        return new SourceOptions(
                Optional.of(shape.size()), OptionalInt.of(shape.channels()), loop, shuffle, seed, sourceId, arrivals);
    }

    /** These options with another number of channels, or none asked for. */
    SourceOptions withChannels(OptionalInt number) {
        return new SourceOptions(size, number, loop, shuffle, seed, sourceId, arrivals);
    }

    /** These options with another seed. */
    public SourceOptions withSeed(long other) {
        return new SourceOptions(size, channels, loop, shuffle, other, sourceId, arrivals);
    }

    /** These options, repeating a finite set or not. */
    public SourceOptions withLoop(boolean repeat) {
        return new SourceOptions(size, channels, repeat, shuffle, seed, sourceId, arrivals);
    }

    /** These options, shuffling each pass or not. */
    public SourceOptions withShuffle(boolean shuffled) {
        return new SourceOptions(size, channels, loop, shuffled, seed, sourceId, arrivals);
    }

    /** These options with other ways of arriving. */
    public SourceOptions withArrivals(ArrivalOptions other) {
        return new SourceOptions(size, channels, loop, shuffle, seed, sourceId, other);
    }

    /** The shape wanted, completed by the defaults. */
    ImageShape shapeOrDefault() {
        return new ImageShape(channels.orElse(DEFAULT_CHANNELS), size.orElse(DEFAULT_SIZE));
    }

    /** Checks that no other shape is asked for than that of {@code file}'s images, which are of a {@code kind} that is never resized. */
    void requireShape(Path file, ImageShape shape, String kind) {
        size.filter(wanted -> !wanted.equals(shape.size())).ifPresent(wanted -> {
            throw new UserError("--size " + wanted + " does not fit " + file + ", whose images are " + shape.size()
                    + "; " + kind + " images are not resized: give --size " + shape.size() + " or leave it out");
        });
        if (channels.orElse(shape.channels()) != shape.channels()) {
            throw new UserError("--channels " + channels.getAsInt() + " does not fit " + file + ", whose images are "
                    + (shape.channels() == 1 ? "grey" : "RGB") + "; give --channels " + shape.channels()
                    + " or leave it out");
        }
    }

    /** Checks that nothing is asked for that only a finite set can give. */
    void requireNoOrder(String kind) {
        if (loop || shuffle) {
            throw new UsageError((loop ? "--loop" : "--shuffle") + " does not go with --data " + kind
                    + ", whose images come as they come; leave it out");
        }
    }

    /** The source id given by the user, or {@code derived} shortened to what the contract allows. */
    String idOr(String derived) {
        return sourceId.orElseGet(() -> lastOf(derived, MAX_SOURCE_ID));
    }

    /** The source id given by the user or else {@code derived}, and in both cases {@code mark} behind it. */
    String idWith(String derived, String mark) {
        return lastOf(sourceId.orElse(derived), MAX_SOURCE_ID - mark.length() - 1) + "," + mark;
    }

    /** A source id that no other start has, for a source that cannot give an image again. */
    String idOfStart(String derived) {
        String start = UUID.randomUUID().toString().substring(0, 8);
        return idWith(
                derived,
                "start=" + DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.now(ZoneOffset.UTC)) + "-" + start);
    }

    private static String lastOf(String text, int most) {
        return text.length() <= most ? text : text.substring(text.length() - most);
    }

    private static void checkSourceId(String id) {
        if (id.isBlank() || id.length() > MAX_SOURCE_ID) {
            throw new UsageError("--source-id has " + id.length() + " characters, but must have 1 to " + MAX_SOURCE_ID);
        }
    }
}
