package ganflux.monitor.grid;

import com.google.protobuf.ByteString;
import ganflux.stream.image.GridPng;
import ganflux.stream.image.ImageShape;
import ganflux.v1.SampleBatch;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The three sets of images in a sample. */
public enum SampleKind {
    /** Fakes from the same noise every time. */
    FIXED,
    /** Fakes from fresh noise. */
    FRESH,
    /** Reals just trained on. */
    REAL;

    private static final int MAX_IMAGES = 64;

    /** The kind named in {@code /samples/NAME.png}: its own name in small letters. */
    public static Optional<SampleKind> named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /** The grid of the first {@value #MAX_IMAGES} of this set, absent where the sample has no such images; of points there is none. */
    public Optional<byte[]> png(SampleBatch sample) {
        ByteString images = switch (this) {
            case FIXED -> sample.getFixedFakes();
            case FRESH -> sample.getFreshFakes();
            case REAL -> sample.getReals();
        };
        ImageShape shape = ImageShape.of(sample);
        return images.isEmpty() || shape.isPoint()
                ? Optional.empty()
                : Optional.of(GridPng.encode(shape.first(images, MAX_IMAGES), shape));
    }
}
