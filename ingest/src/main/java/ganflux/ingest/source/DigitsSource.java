package ganflux.ingest.source;

import ganflux.stream.command.UserError;
import java.util.List;

/**
 * An endless, labelled stream of handwritten-looking digits, white on black: ten equally likely modes that are known
 * beforehand, for runs without a data set and for tests of diversity. Image {@code i} is a pure function of seed, size
 * and {@code i}.
 */
final class DigitsSource extends DrawnSource {
    private static final int SMALLEST_SIDE = 12; // Below, the pen is as wide as the digit.

    DigitsSource(SourceOptions options) {
        super("digits", checked(options.shapeOrDefault()), options);
    }

    private static ImageShape checked(ImageShape shape) {
        if (Math.min(shape.height(), shape.width()) < SMALLEST_SIDE) {
            throw new UserError("--size " + shape.size() + " is too small for digits; both sides must be at least "
                    + SMALLEST_SIDE);
        }
        return shape;
    }

    @Override
    Image image(long index, SplitMix64 random) {
        int digit = random.nextInt(10);
        List<double[][][]> variants = DigitGlyphs.of(digit);
        double[][][] glyph = variants.get(random.nextInt(variants.size()));
        byte[] grey = new Handwriting(random, shape().size()).write(glyph);
        return new Image(index, digit, spread(grey));
    }

    private byte[] spread(byte[] grey) {
        if (shape().channels() == 1) {
            return grey;
        }
        byte[] pixels = new byte[shape().bytes()];
        for (int channel = 0; channel < shape().channels(); channel++) {
            System.arraycopy(grey, 0, pixels, channel * grey.length, grey.length);
        }
        return pixels;
    }
}
