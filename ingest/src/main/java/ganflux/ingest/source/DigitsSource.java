package ganflux.ingest.source;

import ganflux.stream.command.UserError;
import java.util.List;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;

/**
 * An endless, labelled stream of handwritten-looking digits, white on black: ten equally likely modes that are known
 * beforehand, for runs without a data set and for tests of diversity. Image {@code i} is a pure function of seed, size
 * and {@code i}.
 */
final class DigitsSource implements ImageSource {
    private static final int SMALLEST_SIDE = 12; // Below, the pen is as wide as the digit.

    private final SkippedImages skipped = new SkippedImages();
    private final ImageShape shape;
    private final long seed;
    private final String id;

    DigitsSource(SourceOptions options) {
        shape = options.shapeOrDefault();
        if (Math.min(shape.height(), shape.width()) < SMALLEST_SIDE) {
            throw new UserError("--size " + shape.size() + " is too small for digits; both sides must be at least "
                    + SMALLEST_SIDE);
        }
        seed = options.seed();
        id = options.idOr("digits,seed=" + seed);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public OptionalLong passSize() {
        return OptionalLong.empty();
    }

    @Override
    public SkippedImages skipped() {
        return skipped;
    }

    @Override
    public Flux<Image> images(long firstIndex) {
        return Flux.generate(() -> firstIndex, (index, sink) -> {
            sink.next(image(index));
            return index + 1;
        });
    }

    /** Draws image {@code index}. */
    Image image(long index) {
        SplitMix64 random = new SplitMix64(seed, index);
        int digit = random.nextInt(10);
        List<double[][][]> variants = DigitGlyphs.of(digit);
        double[][][] glyph = variants.get(random.nextInt(variants.size()));
        byte[] grey = new Handwriting(random, shape.size()).write(glyph);
        return new Image(index, digit, spread(grey));
    }

    private byte[] spread(byte[] grey) {
        if (shape.channels() == 1) {
            return grey;
        }
        byte[] pixels = new byte[shape.bytes()];
        for (int channel = 0; channel < shape.channels(); channel++) {
            System.arraycopy(grey, 0, pixels, channel * grey.length, grey.length);
        }
        return pixels;
    }
}
