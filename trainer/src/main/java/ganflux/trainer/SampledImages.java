package ganflux.trainer;

import com.google.protobuf.ByteString;
import ganflux.stream.image.ImageShape;
import ganflux.stream.image.Thumbnails;
import java.util.Arrays;
import java.util.Optional;

/** Images of one kind as a sample holds them: the first ones in full, and, where thumbnails are asked for, all of them reduced. */
final class SampledImages {
    private final ImageShape shape;
    private final Optional<Thumbnails> thumbnails;
    private final ByteString.Output full = ByteString.newOutput();
    private final ByteString.Output reduced = ByteString.newOutput();
    private int room;

    /** For images of {@code shape}, of which {@code room} are held in full. */
    SampledImages(ImageShape shape, int room, Optional<Thumbnails> thumbnails) {
        this.shape = shape;
        this.room = room;
        this.thumbnails = thumbnails;
    }

    /** Takes the first {@code count} images of {@code pixels}. */
    void add(byte[] pixels, int count) {
        int bytes = count * shape.bytes();
        int inFull = Math.min(room, count);
        full.write(pixels, 0, inFull * shape.bytes());
        room -= inFull;
        thumbnails.ifPresent(small -> {
            byte[] made = small.of(bytes == pixels.length ? pixels : Arrays.copyOf(pixels, bytes));
            reduced.write(made, 0, made.length);
        });
    }

    /** Those that there was room for. */
    ByteString full() {
        return full.toByteString();
    }

    /** All of them as thumbnails; empty where none were asked for. */
    ByteString reduced() {
        return reduced.toByteString();
    }
}
