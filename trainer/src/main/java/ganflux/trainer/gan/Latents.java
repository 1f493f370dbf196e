package ganflux.trainer.gan;

import ganflux.trainer.preset.Condition;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Preset.Noise;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the generator takes for a batch of images: in each row the noise z, behind it the class or category that is asked for, one-hot,
 * and behind that the continuous codes. The arrays are made once. One thread.
 */
final class Latents {
    private final Noise noise;
    private final int length;
    private final Condition condition;
    private final FloatArray rows;
    private final FloatBuffer drawn; // the noise of all rows; without a condition the rows themselves
    private final int[] labels;
    private final Point[] points; // with a condition, of each row

    /**
     * Where an image lies besides its class.
     *
     * @param z its noise
     * @param codes its continuous codes, -1 to 1
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, owned by one
    record Point(float[] z, float[] codes) {}

    /** For batches of {@code n} images. */
    Latents(Preset preset, int n) {
        noise = preset.noise();
        length = preset.latentDim();
        condition = preset.condition();
        rows = FloatArray.of(n, preset.generatorInputs());
        boolean plain = condition.generatorInputs() == 0;
        drawn = plain ? rows.buffer() : FloatBuffer.allocate(n * length);
        labels = new int[n];
        Arrays.fill(labels, -1);
        points = new Point[plain ? 0 : n];
        Arrays.setAll(points, i -> new Point(new float[length], new float[condition.codes()]));
    }

    /**
     * Draws all rows from {@code random}: the noise of every row, then every row's class, each as likely as the others, then
     * every row's codes, uniform on [-1, 1).
     */
    void draw(SplittableRandom random) {
        LatentNoise.fill(drawn, noise, random);
        if (points.length == 0) {
            return;
        }
        for (int i = 0; condition.categories() > 0 && i < labels.length; i++) {
            labels[i] = random.nextInt(condition.categories());
        }
        for (int i = 0; i < points.length; i++) {
            drawn.get(i * length, points[i].z);
            codes(points[i].codes, random);
            put(i, labels[i], points[i]);
        }
    }

    /** A point that is drawn from {@code random}: its noise, then its codes. */
    Point point(SplittableRandom random) {
        Point point = new Point(new float[length], new float[condition.codes()]);
        LatentNoise.fill(FloatBuffer.wrap(point.z), noise, random);
        codes(point.codes, random);
        return point;
    }

    private static void codes(float[] codes, SplittableRandom random) {
        for (int i = 0; i < codes.length; i++) {
            codes[i] = LatentNoise.next(Noise.UNIFORM, random);
        }
    }

    /** Asks for another class in a row. */
    void ask(int row, int label) {
        put(row, label, points[row]);
    }

    /**
     * Fills one row.
     *
     * @param label a class or category; -1 where there are none
     * @param point copied
     */
    void put(int row, int label, Point point) {
        labels[row] = label;
        int at = row * (length + condition.generatorInputs());
        rows.buffer().put(at, point.z);
        at += length;
        for (int i = 0; i < condition.categories(); i++) {
            rows.buffer().put(at + i, i == label ? 1 : 0);
        }
        rows.buffer().put(at + condition.categories(), point.codes);
        if (points.length > 0) {
            System.arraycopy(point.z, 0, points[row].z, 0, length);
            System.arraycopy(point.codes, 0, points[row].codes, 0, condition.codes());
        }
    }

    /** All rows, [n, noise and what is asked for]. */
    INDArray array() {
        return rows.array();
    }

    /** The class or category of each row, -1 where there are none; current until the next draw. */
    int[] labels() {
        return labels;
    }

    /** A continuous code of a row. */
    float code(int row, int index) {
        return points[row].codes[index];
    }
}
