package ganflux.trainer.preset;

/**
 * What the discriminator loses besides, so that its slope stays near a given one: with v the gradient of its output by an image,
 * weight * (|v| - norm)^2, as a mean over images.
 *
 * @param kind at which images, and towards which norm
 * @param strength the constant of its paper, more than 0: lambda of {@link Kind#WGAN_GP}, gamma of {@link Kind#R1}
 */
public record GradientPenalty(Kind kind, double strength) {
    /** The published forms. */
    public enum Kind {
        /**
         * lambda * (|v| - 1)^2 between real images and fakes: Gulrajani et al., "Improved Training of Wasserstein GANs" (2017),
         * equation 3.
         */
        WGAN_GP("lambda", 1, 1),
        /**
         * gamma / 2 * |v|^2 at real images: Mescheder et al., "Which Training Methods for GANs do actually Converge?" (2018), equation
         * 9.
         */
        R1("gamma", .5, 0);

        private final String constant;
        private final double factor;
        private final double norm;

        Kind(String constant, double factor, double norm) {
            this.constant = constant;
            this.factor = factor;
            this.norm = norm;
        }

        /** What its paper calls the strength, and a preset's key for it. */
        public String constant() {
            return constant;
        }
    }

    /** Of the squared difference, in the discriminator's loss. */
    public double weight() {
        return kind.factor * strength;
    }

    /** The norm of a gradient that costs nothing. */
    public double norm() {
        return kind.norm;
    }
}
