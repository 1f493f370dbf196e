package ganflux.monitor.grid;

import ganflux.stream.image.GridPng;
import ganflux.stream.image.ImageShape;
import ganflux.v1.SampleBatch;
import java.awt.image.BufferedImage;
import java.util.Optional;

/**
 * Draws fakes beside the reals nearest to them: the first {@value #PAIRS} fresh fakes of a sample, each to the left of its
 * nearest real, {@value #PAIRS_A_ROW} pairs in a row with transparent gaps in between. Distance is Euclidean between all pixels; of
 * reals at an equal distance the first is taken.
 */
public final class NearestPng {
    static final int PAIRS = 16;
    static final int PAIRS_A_ROW = 4;
    /** More would take longer than a look is worth: 16 fakes against 512 reals of 64x64 in colour are 0.1 s. */
    static final int MAX_REALS = 512;

    private NearestPng() {}

    /** The picture of a sample; absent where it has no fresh fakes or no reals, or is of points. */
    public static Optional<byte[]> of(SampleBatch sample) {
        ImageShape shape = ImageShape.of(sample);
        if (shape.isPoint()) {
            return Optional.empty();
        }
        int size = shape.size();
        byte[] fakes = shape.first(sample.getFreshFakes(), PAIRS);
        byte[] reals = shape.first(sample.getReals(), MAX_REALS);
        int pairs = fakes.length / size;
        if (pairs == 0 || reals.length < size) {
            return Optional.empty();
        }
        int height = shape.height();
        int width = shape.width();
        int columns = Math.min(PAIRS_A_ROW, pairs);
        int rows = (pairs + columns - 1) / columns;
        int gap = gap(width);
        BufferedImage picture = new BufferedImage(
                columns * (2 * width + gap) - gap, rows * (height + gap) - gap, BufferedImage.TYPE_INT_ARGB);
        for (int pair = 0; pair < pairs; pair++) {
            int left = pair % columns * (2 * width + gap);
            int top = pair / columns * (height + gap);
            draw(picture, left, top, fakes, pair * size, shape);
            draw(picture, left + width, top, reals, nearest(fakes, pair * size, reals, size) * size, shape);
        }
        return Optional.of(GridPng.png(picture));
    }

    /** Pixels between two pairs. */
    static int gap(int width) {
        return Math.max(2, width / 4);
    }

    /** The number of the image in {@code reals} that is nearest to the one at {@code from} in {@code fakes}. */
    static int nearest(byte[] fakes, int from, byte[] reals, int size) {
        int best = 0;
        long least = Long.MAX_VALUE;
        for (int real = 0; real < reals.length / size; real++) {
            long sum = 0;
            for (int i = 0; i < size && sum < least; i++) {
                long difference = (long) (fakes[from + i] & 0xff) - (reals[real * size + i] & 0xff);
                sum += difference * difference;
            }
            if (sum < least) {
                least = sum;
                best = real;
            }
        }
        return best;
    }

    private static void draw(BufferedImage picture, int left, int top, byte[] images, int from, ImageShape shape) {
        int plane = shape.height() * shape.width();
        // With one channel all three colours come from it.
        int next = shape.channels() == 1 ? 0 : plane;
        for (int i = 0; i < plane; i++) {
            int at = from + i;
            int rgb = (images[at] & 0xff) << 16 | (images[at + next] & 0xff) << 8 | (images[at + 2 * next] & 0xff);
            picture.setRGB(left + i % shape.width(), top + i / shape.width(), 0xff000000 | rgb);
        }
    }
}
