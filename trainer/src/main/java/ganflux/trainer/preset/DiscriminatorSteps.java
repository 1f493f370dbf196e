package ganflux.trainer.preset;

/**
 * How many discriminator updates a step has: k of Goodfellow et al. (2014), or as in the code of Arjovsky et al., "Wasserstein
 * GAN" (2017), more of them in the first steps and now and then, so that the critic is good when the generator follows it.
 *
 * @param usual in most steps
 * @param more in the others; as {@code usual} where there are none
 * @param first so many steps at the beginning have {@code more}
 * @param every a step has {@code more} where the number of steps before it is a multiple of this; 0 for none
 */
public record DiscriminatorSteps(int usual, int more, int first, int every) {
    /** Checks the numbers. */
    public DiscriminatorSteps {
        if (usual < 1 || more < usual || first < 0 || every < 0) {
            throw new IllegalArgumentException(
                    "discriminator steps must be at least 1, and where there are more at least" + " as many, but are "
                            + usual + " and " + more);
        }
    }

    /** The same number in every step. */
    public static DiscriminatorSteps always(int usual) {
        return new DiscriminatorSteps(usual, usual, 0, 0);
    }

    /** How many step {@code step} has; the first is 1. */
    public int at(long step) {
        long before = step - 1;
        return before < first || (every > 0 && before % every == 0) ? more : usual;
    }

    /** In words, such as {@code 5 discriminator updates, 100 in the first 25 steps and in one of each 500}. */
    @Override
    public String toString() {
        String updates = usual + (usual == 1 ? " discriminator update" : " discriminator updates");
        if (more == usual) {
            return updates;
        }
        return updates + ", " + more
                + (first == 0 ? "" : " in the first " + first + " steps")
                + (first == 0 || every == 0 ? "" : " and")
                + (every == 0 ? "" : " in one of each " + every);
    }

    /** The most that a step has. */
    public int most() {
        return more;
    }
}
