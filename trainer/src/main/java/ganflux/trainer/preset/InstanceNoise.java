package ganflux.trainer.preset;

/**
 * Normal noise on every image that the discriminator is shown, real or fake, so that the two kinds overlap while the generator is
 * bad: Sonderby et al., "Amortised MAP Inference for Image Super-resolution" (2017), section 3.4; Arjovsky and Bottou (2017).
 *
 * @param deviation in the first step, in units of the scaled pixels; 0 for no noise
 * @param steps after so many it has fallen to 0, by as much in each
 */
public record InstanceNoise(double deviation, int steps) {
    /** No noise. */
    public static final InstanceNoise NONE = new InstanceNoise(0, 1);

    /** The deviation in step {@code step}; the first is 1. */
    public double at(long step) {
        return deviation * Math.max(0, 1 - (step - 1) / (double) steps);
    }
}
