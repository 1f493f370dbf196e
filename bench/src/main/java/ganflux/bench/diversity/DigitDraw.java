package ganflux.bench.diversity;

import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.Image;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.image.ImageShape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/** Drawn digits, 28x28, in place of reals and of the fakes of generators of a known kind. Never the same image twice. */
final class DigitDraw {
    static final ImageShape SHAPE = new ImageShape(1, 28, 28);

    private static final int CLASSES = 10;
    private static final int AVERAGED = 2000;

    private final Iterator<Image> digits;
    private final Random random;
    private final float[][] means = new float[CLASSES][SHAPE.size()];

    DigitDraw(long seed) {
        ImageSource source = new DataSpec.Digits().open(SourceOptions.defaults().withSeed(seed));
        digits = source.images(0).toIterable(64).iterator();
        random = new Random(seed);
        int[] counts = new int[CLASSES];
        List<Image> sample = new ArrayList<>();
        for (int i = 0; i < AVERAGED; i++) {
            Image image = digits.next();
            sample.add(image);
            counts[image.label()]++;
        }
        for (Image image : sample) {
            for (int i = 0; i < image.pixels().length; i++) {
                means[image.label()][i] += (image.pixels()[i] & 0xff) / (float) counts[image.label()];
            }
        }
    }

    /** Images and their labels. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on and read, never compared.
    record Drawn(byte[] pixels, int[] labels) {}

    /**
     * Draws images of one kind.
     *
     * @param time where a drifting stream stands: 1 turns the shares of the classes and the brightness once around; 0 for none
     */
    Drawn draw(int count, Kind kind, double time) {
        byte[] pixels = new byte[count * SHAPE.size()];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            if (i >= kind.distinct()) {
                int same = random.nextInt(kind.distinct());
                System.arraycopy(pixels, same * SHAPE.size(), pixels, i * SHAPE.size(), SHAPE.size());
                labels[i] = labels[same];
            } else {
                Image image = next(kind, time);
                labels[i] = image.label();
                copy(image, kind.spread(), 1 - .2 * (1 - Math.cos(2 * Math.PI * time)), pixels, i * SHAPE.size());
            }
        }
        return new Drawn(pixels, labels);
    }

    /** The next digit that is let through: classes rarer in this kind are passed over more often. */
    private Image next(Kind kind, double time) {
        while (true) {
            Image image = digits.next();
            double wave = time == 0 ? 0 : .5 * Math.sin(2 * Math.PI * (time + image.label() / (double) CLASSES));
            if (random.nextDouble() * 1.5 < kind.admission(image.label()) * (1 + wave)) {
                return image;
            }
        }
    }

    private void copy(Image image, double spread, double brightness, byte[] pixels, int offset) {
        float[] mean = means[image.label()];
        for (int i = 0; i < mean.length; i++) {
            double value = mean[i] + spread * ((image.pixels()[i] & 0xff) - mean[i]);
            pixels[offset + i] = (byte) Math.round(brightness * value);
        }
    }
}
