package ganflux.trainer.preset;

/**
 * What images are asked to be: besides noise the generator takes, in this order, a one-hot class or category, and continuous codes
 * from -1 to 1. Who answers for it depends on the kind.
 *
 * @param kind who is told, and who is asked
 * @param categories the classes, which are the labels 0 to categories - 1 of real images; of {@link Kind#INFOGAN} the categories of a
 *     code, 0 for none
 * @param codes how many continuous codes there are; of {@link Kind#INFOGAN} alone
 * @param weight of what the discriminator's further outputs lose, in both networks' losses; 0 where it has none
 */
public record Condition(Kind kind, int categories, int codes, double weight) {
    /** The generator takes noise alone. */
    public static final Condition NONE = new Condition(Kind.NONE, 0, 0, 0);

    /** Who is told, and who is asked. */
    public enum Kind {
        /** Nothing is asked for. */
        NONE,
        /**
         * Mirza and Osindero, "Conditional Generative Adversarial Nets" (2014): the discriminator is told the class, as one-hot planes
         * behind the image's channels, or as one-hot values behind its row.
         */
        CGAN,
        /**
         * Odena et al., "Conditional Image Synthesis with Auxiliary Classifier GANs" (2017): the discriminator names the class of reals
         * and of fakes, and both networks lose its cross-entropy.
         */
        ACGAN,
        /**
         * Chen et al., "InfoGAN" (2016): the discriminator guesses the codes of fakes, and both networks gain a lower bound of the mutual
         * information between codes and images. Needs no labels.
         */
        INFOGAN
    }

    /** Checks that the kind has what it needs, and nothing else. */
    public Condition {
        boolean some = kind == Kind.INFOGAN ? categories != 1 && categories + codes > 0 : categories > 1 && codes == 0;
        if (kind == Kind.NONE ? categories != 0 || codes != 0 || weight != 0 : !some || categories < 0 || codes < 0) {
            throw new IllegalArgumentException("a condition of kind " + kind + " cannot have " + categories
                    + " categories and " + codes + " continuous codes");
        }
    }

    /** Each real image must have a label of 0 to this - 1; 0 where labels do not matter. */
    public int classes() {
        return kind == Kind.INFOGAN ? 0 : categories;
    }

    /** Values behind the noise in the generator's input. */
    public int generatorInputs() {
        return categories + codes;
    }

    /** For each image, channels behind those of all images of its pack in the discriminator's input, or values behind their row. */
    public int discriminatorInputs() {
        return kind == Kind.CGAN ? categories : 0;
    }

    /** Outputs of the discriminator behind the logit, for each image of a pack: of each category, then of each code. */
    public int heads() {
        return kind == Kind.ACGAN || kind == Kind.INFOGAN ? categories + codes : 0;
    }

    /** In words, such as {@code acgan, 10 classes, weight 1.0}. */
    @Override
    public String toString() {
        return switch (kind) {
            case NONE -> "none";
            case CGAN -> "cgan, " + categories + " classes";
            case ACGAN -> "acgan, " + categories + " classes, weight " + weight;
            case INFOGAN -> "infogan, " + categories + " categories, " + codes + " continuous codes, weight " + weight;
        };
    }
}
