package ganflux.trainer.preset;

import ganflux.trainer.preset.yaml.YamlValue;

/**
 * What the two networks play.
 *
 * @param loss what each of them loses
 * @param labels what the discriminator is told
 * @param clip after each of its updates, every trained parameter of the discriminator is brought back to -clip..clip (Arjovsky et
 *     al. 2017, algorithm 1); 0 for no bound
 */
public record Game(GanLoss loss, Labels labels, double clip) {
    /** Checks that the loss can do with the labels, and with the bound. */
    public Game {
        if (!loss.takesAnyLabel() && !labels.equals(Labels.PLAIN)) {
            throw new IllegalArgumentException(
                    "this loss knows real and fake, and nothing between: real must be 1 and noise 0");
        }
        if (loss == GanLoss.WASSERSTEIN && clip == 0) {
            throw new IllegalArgumentException(
                    "this loss needs a discriminator with a clip: nothing else bounds its output");
        }
    }

    /** In words, such as {@code hinge} or {@code least-squares, real labels 0.9, noise 0.05}. */
    @Override
    public String toString() {
        return YamlValue.name(loss)
                + (labels.real() == 1 ? "" : ", real labels " + labels.real())
                + (labels.noise() == 0 ? "" : ", labels lowered by up to " + labels.noise())
                + (clip == 0 ? "" : ", the discriminator's weights within " + clip);
    }

    /** With plain labels and no bound. */
    public Game(GanLoss loss) {
        this(loss, Labels.PLAIN, 0);
    }
}
