package ganflux.bench.libtorch;

import java.util.Random;
import org.bytedeco.pytorch.Tensor;

/** The images of the other side: grey discs on black, in each channel another. */
final class Discs {
    private Discs() {}

    /** Square images [count, channels, side, side], values from {@code low} to 1. */
    static Tensor draw(int count, int channels, int side, float low) {
        Random random = new Random(4);
        int area = side * side;
        float[] values = new float[count * channels * area];
        for (int i = 0; i < count * channels; i++) {
            double row = side * (.25 + random.nextDouble() / 2);
            double column = side * (.25 + random.nextDouble() / 2);
            double radius = side * (.1 + random.nextDouble() / 5);
            for (int p = 0; p < area; p++) {
                double grey = 1 / (1 + Math.exp(Math.hypot(p / side - row, p % side - column) - radius));
                values[i * area + p] = (float) (low + (1 - low) * grey);
            }
        }
        return Tensor.create(values, count, channels, side, side);
    }
}
