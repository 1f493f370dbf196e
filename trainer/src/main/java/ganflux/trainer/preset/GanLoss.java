package ganflux.trainer.preset;

/**
 * The two-player game, on logits l = logit D: what each player loses, in nats for each example, and the gradient dL/dl.
 * With s the sigmoid, D(x) = s(l) and s(l) - 1 = -s(-l). Source: Goodfellow et al., "Generative Adversarial Nets" (2014), section 3 and
 * algorithm 1; computed from logits so that nothing is clipped or cancels.
 */
public enum GanLoss {
    /** The original game: the generator descends log(1 - D(G(z))), which saturates where D wins. */
    MINIMAX {
        @Override
        public double generatorLoss(double logit) {
            return -softplus(logit);
        }

        @Override
        public double generatorGradient(double logit) {
            return -sigmoid(logit);
        }
    },
    /** The generator ascends log D(G(z)) instead. */
    NON_SATURATING {
        @Override
        public double generatorLoss(double logit) {
            return softplus(-logit);
        }

        @Override
        public double generatorGradient(double logit) {
            return -sigmoid(-logit);
        }
    };

    /** The generator's loss for a fake with this logit. */
    public abstract double generatorLoss(double logit);

    /** Its derivative. */
    public abstract double generatorGradient(double logit);

    /** The discriminator's loss for a real image with this logit: -log D(x). */
    public double realLoss(double logit) {
        return softplus(-logit);
    }

    /** Its derivative. */
    public double realGradient(double logit) {
        return -sigmoid(-logit);
    }

    /** The discriminator's loss for a fake image with this logit: -log(1 - D(G(z))). */
    public double fakeLoss(double logit) {
        return softplus(logit);
    }

    /** Its derivative. */
    public double fakeGradient(double logit) {
        return sigmoid(logit);
    }

    /** D's score for a logit: 1 / (1 + exp(-l)), in 0..1. */
    public static double sigmoid(double logit) {
        return logit >= 0 ? 1 / (1 + Math.exp(-logit)) : Math.exp(logit) / (1 + Math.exp(logit));
    }

    /** log(1 + exp(l)) without overflow. */
    static double softplus(double logit) {
        return Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
    }
}
