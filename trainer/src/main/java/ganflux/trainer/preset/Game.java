package ganflux.trainer.preset;

import ganflux.trainer.preset.yaml.YamlValue;

/**
 * What the two networks play.
 *
 * @param loss what each of them loses
 * @param labels what the discriminator is told
 * @param stabilisers what keeps them from instability and collapse
 */
public record Game(GanLoss loss, Labels labels, Stabilisers stabilisers) {
    /** Checks that the loss can do with the labels, and that a discriminator whose output it does not bound is bounded. */
    public Game {
        if (!loss.takesAnyLabel() && !labels.equals(Labels.PLAIN)) {
            throw new IllegalArgumentException(
                    "this loss knows real and fake, and nothing between: real must be 1 and noise 0");
        }
        if (loss == GanLoss.WASSERSTEIN && !stabilisers.boundDiscriminator()) {
            throw new IllegalArgumentException("this loss needs a discriminator with a clip, a gradient-penalty or"
                    + " spectral-norm: nothing else bounds its output");
        }
    }

    /** In words, such as {@code hinge} or {@code least-squares, real labels 0.9, noise 0.05}. */
    @Override
    public String toString() {
        return YamlValue.name(loss)
                + (labels.real() == 1 ? "" : ", real labels " + labels.real())
                + (labels.noise() == 0 ? "" : ", labels lowered by up to " + labels.noise())
                + stabilisers;
    }

    /** With clipped weights (0: without) and no other stabiliser. */
    public Game(GanLoss loss, Labels labels, double clip) {
        this(loss, labels, Stabilisers.clipped(clip));
    }

    /** With plain labels and no stabilisers. */
    public Game(GanLoss loss) {
        this(loss, Labels.PLAIN, Stabilisers.NONE);
    }
}
