package ganflux.monitor.diversity;

/**
 * Mean Euclidean distance between the pairs of a set of images: how far apart a generator's images lie. Its ratio to the
 * same figure of real images is near 1 where fakes vary as much as reals do and falls towards 0 as they become alike.
 *
 * <p>A set is the distances of its features, or one array of {@code count * size} bytes, image after image; within an image
 * the order does not matter. Arrays are only read. All pairs are taken, so time grows with the square of the number of
 * images.
 */
public final class PairDistance {
    private PairDistance() {}

    /**
     * The mean distance over all pairs of images of {@code size} unsigned bytes each, in units of a pixel value (0 to
     * 255); NaN for fewer than two images, which have no pair.
     *
     * @throws IllegalArgumentException where {@code images} is not a whole number of images
     */
    public static double mean(byte[] images, int size) {
        int count = count(images.length, size);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            for (int j = i + 1; j < count; j++) {
                sum += Math.sqrt(squared(images, i * size, j * size, size));
            }
        }
        return sum / pairs(count);
    }

    /** The mean distance over all pairs of one set of features, in their unit; NaN for fewer than two rows. */
    public static double mean(Distances square) {
        int n = square.rows();
        float[] squared = square.squared();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i * n; j < i * n + i; j++) {
                sum += Math.sqrt(squared[j]);
            }
        }
        return sum / pairs(n);
    }

    /**
     * The mean pair distance of {@code fakes} over that of {@code reals}, both of images of {@code size} unsigned bytes;
     * NaN where either set has no pair or all reals are equal. The sets need not have the same number of images.
     */
    public static double ratio(byte[] fakes, byte[] reals, int size) {
        return ratio(mean(fakes, size), mean(reals, size));
    }

    /** The mean pair distance of {@code fakes} over that of {@code reals}; as {@link #ratio(byte[], byte[], int)}. */
    public static double ratio(Features fakes, Features reals) {
        return ratio(mean(Distances.within(fakes)), mean(Distances.within(reals)));
    }

    private static double ratio(double fakes, double reals) {
        return reals > 0 ? fakes / reals : Double.NaN;
    }

    private static double squared(byte[] images, int a, int b, int size) {
        long sum = 0;
        for (int k = 0; k < size; k++) {
            long difference = (long) (images[a + k] & 0xff) - (images[b + k] & 0xff);
            sum += difference * difference;
        }
        return (double) sum;
    }

    private static int count(int length, int size) {
        if (size < 1 || length % size != 0) {
            throw new IllegalArgumentException(
                    "images must be a whole number of images of size values, but got " + length + " values of " + size);
        }
        return length / size;
    }

    private static double pairs(int count) {
        return count < 2 ? Double.NaN : count * (count - 1.0) / 2;
    }
}
