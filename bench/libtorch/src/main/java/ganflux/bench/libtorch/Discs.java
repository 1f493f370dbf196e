package ganflux.bench.libtorch;

import java.util.Random;
import org.bytedeco.pytorch.Tensor;

/** The images of the other side: grey discs of 28x28 on black. */
final class Discs {
    private Discs() {}

    /** {@code count} images in a row, values from {@code low} to 1. */
    static Tensor draw(int count, float low) {
        Random random = new Random(4);
        float[] values = new float[count * 28 * 28];
        for (int i = 0; i < count; i++) {
            double row = 28 * (.25 + random.nextDouble() / 2);
            double column = 28 * (.25 + random.nextDouble() / 2);
            double radius = 28 * (.1 + random.nextDouble() / 5);
            for (int p = 0; p < 28 * 28; p++) {
                double grey = 1 / (1 + Math.exp(Math.hypot(p / 28 - row, p % 28 - column) - radius));
                values[i * 28 * 28 + p] = (float) (low + (1 - low) * grey);
            }
        }
        return Tensor.create(values, count, 28 * 28);
    }
}
