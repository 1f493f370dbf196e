package ganflux.trainer.gan;

import ganflux.trainer.gan.Latents.Point;
import ganflux.trainer.preset.Preset.Noise;

/** Points on the way between two points of a generator's input. */
final class Interpolation {
    /** Below this sine the two directions are taken for one, or for opposite ones, between which there is no shortest arc. */
    private static final double PARALLEL = 1e-6;

    private Interpolation() {}

    /**
     * The point that is {@code share} of the way from {@code a} to {@code b}. Noise that is normal moves on the great arc between their
     * directions (White, "Sampling Generative Networks", 2016), as its length hardly varies and a straight line would pass nearer to 0
     * than any drawn point; uniform noise, and codes, on the straight line.
     *
     * @param share 0 to 1
     */
    static Point between(Noise noise, Point a, Point b, double share) {
        return new Point(
                noise == Noise.NORMAL ? arc(a.z(), b.z(), share) : line(a.z(), b.z(), share),
                line(a.codes(), b.codes(), share));
    }

    private static float[] arc(float[] a, float[] b, double share) {
        double angle = Math.acos(Math.max(-1, Math.min(1, product(a, b) / Math.sqrt(product(a, a) * product(b, b)))));
        double sine = Math.sin(angle);
        return sine < PARALLEL || Double.isNaN(sine)
                ? line(a, b, share)
                : sum(a, Math.sin((1 - share) * angle) / sine, b, Math.sin(share * angle) / sine);
    }

    private static float[] line(float[] a, float[] b, double share) {
        return sum(a, 1 - share, b, share);
    }

    private static float[] sum(float[] a, double ofA, float[] b, double ofB) {
        float[] sum = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = (float) (ofA * a[i] + ofB * b[i]);
        }
        return sum;
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
