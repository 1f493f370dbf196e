package ganflux.ingest.source;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.util.BitSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * A finite {@link ImageSet} as a stream: one pass or, with {@code --loop}, endless passes, each in the set's own order or,
 * with {@code --shuffle}, in an order that is a pure function of (seed, pass). An unreadable image is reported the first
 * time and passed over from then on.
 */
final class DataSetSource implements ImageSource {
    private final ImageSet set;
    private final SourceOptions options;
    private final String id;
    private final SkippedImages skipped = new SkippedImages();
    private final BitSet unreadable = new BitSet();

    /** Reads {@code set}; {@code name} is what the stream is called in its own order. */
    DataSetSource(ImageSet set, String name, SourceOptions options) {
        this.set = set;
        this.options = options;
        id = options.idOr(options.shuffle() ? name + ",shuffle=" + options.seed() : name);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public ImageShape shape() {
        return set.shape();
    }

    @Override
    public OptionalLong passSize() {
        return OptionalLong.of(set.size());
    }

    @Override
    public SkippedImages skipped() {
        return skipped;
    }

    @Override
    public Flux<Image> images(long firstIndex) {
        return Flux.generate(() -> new Cursor(firstIndex), (cursor, sink) -> {
            cursor.emitNext(sink);
            return cursor;
        });
    }

    private synchronized byte @Nullable [] read(int item) {
        if (unreadable.get(item)) {
            return null;
        }
        try {
            return set.pixels(item);
        } catch (IOException e) {
            unreadable.set(item);
            skipped.add(set.name(item), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private synchronized boolean nothingReadable() {
        return unreadable.cardinality() == set.size();
    }

    /** Where one subscriber is; used by one thread at a time. */
    private final class Cursor {
        private long index;
        private long pass = -1;
        private int @Nullable [] order;

        Cursor(long firstIndex) {
            index = firstIndex;
        }

        void emitNext(SynchronousSink<Image> sink) {
            while (options.loop() || index < set.size()) {
                int item = item(index);
                byte[] pixels = read(item);
                long number = index++;
                if (pixels != null) {
                    sink.next(new Image(number, set.label(item), pixels));
                    return;
                }
                if (nothingReadable()) {
                    sink.error(new UserError("none of the " + set.size() + " images can be read, the first being "
                            + set.name(0) + "; give PNG, JPEG, BMP or GIF files"));
                    return;
                }
            }
            sink.complete();
        }

        private int item(long number) {
            int place = (int) (number % set.size());
            if (!options.shuffle()) {
                return place;
            }
            long current = number / set.size();
            if (order == null || pass != current) {
                order = permutation(set.size(), options.seed(), current);
                pass = current;
            }
            return order[place];
        }
    }

    /** The order of a pass: each of 0 to {@code size} - 1 once (Fisher and Yates' shuffle). */
    static int[] permutation(int size, long seed, long pass) {
        SplitMix64 random = new SplitMix64(seed, pass);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
