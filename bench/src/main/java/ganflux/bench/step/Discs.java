package ganflux.bench.step;

import ganflux.stream.image.ImageShape;
import java.util.Arrays;
import java.util.Random;

/**
 * Grey discs, in each channel another: something that a GAN can learn. On noise its gradients vanish, and arithmetic on
 * denormal numbers would be what is measured.
 */
final class Discs {
    private Discs() {}

    /** {@code count} images, uint8 CHW. */
    static byte[] draw(int count, ImageShape shape) {
        Random random = new Random(4);
        int area = shape.height() * shape.width();
        byte[] pixels = new byte[count * shape.size()];
        for (int i = 0; i < count * shape.channels(); i++) {
            double row = shape.height() * (.25 + random.nextDouble() / 2);
            double column = shape.width() * (.25 + random.nextDouble() / 2);
            double radius = shape.width() * (.1 + random.nextDouble() / 5);
            for (int p = 0; p < area; p++) {
                int y = p / shape.width();
                int x = p % shape.width();
                double outside = Math.hypot(y - row, x - column) - radius;
                pixels[i * area + p] = (byte) (int) (255 / (1 + Math.exp(outside)));
            }
        }
        return pixels;
    }

    /** As many labels, 0 to classes - 1 in turn; 0 where there are no classes. */
    static int[] labels(int count, int classes) {
        int[] labels = new int[count];
        Arrays.setAll(labels, i -> i % Math.max(1, classes));
        return labels;
    }
}
