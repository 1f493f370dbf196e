package ganflux.trainer.preset;

import ganflux.trainer.preset.yaml.YamlValue;

/**
 * How a step proceeds.
 *
 * @param generatorFirst the generator's update comes before the discriminator's
 * @param discriminatorSteps discriminator updates in a step, each with a real batch of its own
 * @param fakes which fakes the discriminator learns from
 * @param oneBatch the discriminator sees real and fake images in one batch of twice the size (which matters to batch
 *     norm) instead of one after the other
 * @param meanOverBoth the discriminator's loss is the mean over real and fake together, (real + fake) / 2, instead
 *     of the sum of the two means
 */
public record Schedule(
        boolean generatorFirst,
        DiscriminatorSteps discriminatorSteps,
        Fakes fakes,
        boolean oneBatch,
        boolean meanOverBoth) {
    /** Checks that sharing fakes and several discriminator updates are not combined. */
    public Schedule {
        if (discriminatorSteps.most() > 1 && fakes == Fakes.SHARED) {
            throw new IllegalArgumentException(discriminatorSteps.most()
                    + " discriminator steps need separate fakes: shared ones exist once in a step");
        }
    }

    /** With the same number of discriminator updates in every step. */
    public Schedule(
            boolean generatorFirst, int discriminatorSteps, Fakes fakes, boolean oneBatch, boolean meanOverBoth) {
        this(generatorFirst, DiscriminatorSteps.always(discriminatorSteps), fakes, oneBatch, meanOverBoth);
    }

    /** In words, for a person. */
    @Override
    public String toString() {
        return (generatorFirst ? "generator" : "discriminator") + " first; " + discriminatorSteps + "; "
                + YamlValue.name(fakes) + " fakes, "
                + (oneBatch ? "in one batch with the reals" : "in a batch of their own")
                + "; the discriminator's loss is the " + (meanOverBoth ? "mean" : "sum") + " of both";
    }

    /** Which fakes the discriminator learns from. */
    public enum Fakes {
        /** The ones that the generator's own update uses, from one forward pass in training mode. */
        SHARED,
        /** Others, from noise of their own and a generator in inference mode; the generator's update draws afresh. */
        SEPARATE
    }
}
