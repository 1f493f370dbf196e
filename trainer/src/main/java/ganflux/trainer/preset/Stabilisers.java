package ganflux.trainer.preset;

import ganflux.trainer.preset.yaml.YamlValue;
import java.util.Optional;

/**
 * What keeps a GAN from instability and collapse, each on its own, and each absent where a preset does not ask for it.
 *
 * @param clip after each of its updates, every trained parameter of the discriminator is brought back to -clip..clip (Arjovsky et
 *     al. 2017, algorithm 1); 0 for no bound
 * @param penalty what the discriminator's slope costs it
 * @param spectralNorm the discriminator computes with its weights divided by their largest singular value, and gradients go through that
 *     (Miyato et al. 2018)
 * @param pack so many images, all real or all fake, are judged as one, their channels one after the other (Lin et al., "PacGAN", 2018);
 *     1 for each on its own
 * @param noise on the images that the discriminator is shown
 * @param emaKimg images are drawn from an exponential moving average of the generator's weights; the half-life of a weight in it, in
 *     thousands of fakes that the generator has learned from; 0 for no average
 */
public record Stabilisers(
        double clip,
        Optional<GradientPenalty> penalty,
        boolean spectralNorm,
        int pack,
        InstanceNoise noise,
        double emaKimg) {
    /** None of them. */
    public static final Stabilisers NONE = clipped(0);

    /** Clipped weights alone. */
    public static Stabilisers clipped(double clip) {
        return new Stabilisers(clip, Optional.empty(), false, 1, InstanceNoise.NONE, 0);
    }

    /** A gradient penalty alone. */
    public static Stabilisers penalised(GradientPenalty penalty) {
        return new Stabilisers(0, Optional.of(penalty), false, 1, InstanceNoise.NONE, 0);
    }

    /** The same with another number of images that are judged as one. */
    public Stabilisers packed(int images) {
        return new Stabilisers(clip, penalty, spectralNorm, images, noise, emaKimg);
    }

    /** The same with other noise. */
    public Stabilisers noisy(InstanceNoise other) {
        return new Stabilisers(clip, penalty, spectralNorm, pack, other, emaKimg);
    }

    /** The same with another half-life of the moving average. */
    public Stabilisers averaged(double kimg) {
        return new Stabilisers(clip, penalty, spectralNorm, pack, noise, kimg);
    }

    /** Weight of the old average at an update with {@code batch} fakes: after emaKimg * 1000 of them it is a half. */
    public double emaBeta(int batch) {
        return Math.pow(.5, batch / (emaKimg * 1000));
    }

    /** Whether something bounds how fast the discriminator's output can grow. */
    boolean boundDiscriminator() {
        return clip > 0 || penalty.isPresent() || spectralNorm;
    }

    /** In words, each behind a comma: {@code , the discriminator's weights within 0.01}. */
    @Override
    public String toString() {
        return (clip == 0 ? "" : ", the discriminator's weights within " + clip)
                + penalty.map(what -> ", gradient penalty " + YamlValue.name(what.kind()) + " with "
                                + what.kind().constant() + " " + what.strength())
                        .orElse("")
                + (spectralNorm ? ", the discriminator's weights over their largest singular value" : "")
                + (pack == 1 ? "" : ", images judged in packs of " + pack)
                + (noise.deviation() == 0
                        ? ""
                        : ", noise of " + noise.deviation() + " on images, 0 after " + noise.steps() + " steps")
                + (emaKimg == 0
                        ? ""
                        : ", images from a moving average of the generator with half-life " + emaKimg + " kimg");
    }
}
