package ganflux.trainer.preset;

/**
 * What each player loses for one example whose logit, D's output without an activation, is l, and the gradient dL/dl. The
 * discriminator's loss is with respect to a label: 1 for real images and 0 for fakes, or near it where labels are smoothed or noisy.
 * With s the sigmoid, s(l) - 1 = -s(-l); computed from logits so that nothing is clipped or cancels. The cross-entropies, as in
 * Goodfellow et al., "Generative Adversarial Nets" (2014), section 3 and algorithm 1, are in nats.
 */
public enum GanLoss {
    /** The original game: the generator descends log(1 - D(G(z))), which saturates where D wins. */
    MINIMAX(true) {
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
    NON_SATURATING(true),
    /** Mao et al., "Least Squares Generative Adversarial Networks" (2017): half the squared distance to the label. */
    LEAST_SQUARES(true) {
        @Override
        public double discriminatorLoss(double logit, double label) {
            return (logit - label) * (logit - label) / 2;
        }

        @Override
        public double discriminatorGradient(double logit, double label) {
            return logit - label;
        }

        @Override
        public double score(double logit) {
            return clamp(logit);
        }
    },
    /** Lim and Ye, "Geometric GAN" (2017): reals are to be above 1 and fakes below -1, and no more. */
    HINGE(false) {
        @Override
        public double discriminatorLoss(double logit, double label) {
            return Math.max(0, 1 - sign(label) * logit);
        }

        @Override
        public double discriminatorGradient(double logit, double label) {
            return constant(sign(label) * logit < 1 ? -sign(label) : 0, logit);
        }

        @Override
        public double score(double logit) {
            return clamp((logit + 1) / 2);
        }
    },
    /** Arjovsky et al., "Wasserstein GAN" (2017): the outputs' means apart, by a discriminator of bounded weights. */
    WASSERSTEIN(false) {
        @Override
        public double discriminatorLoss(double logit, double label) {
            return -sign(label) * logit;
        }

        @Override
        public double discriminatorGradient(double logit, double label) {
            return constant(-sign(label), logit);
        }

        @Override
        public boolean hasScores() {
            return false;
        }

        @Override
        public double score(double logit) {
            return Double.NaN;
        }
    };

    private final boolean anyLabel;

    GanLoss(boolean anyLabel) {
        this.anyLabel = anyLabel;
    }

    /** Whether labels other than 0 and 1 have a meaning. */
    public boolean takesAnyLabel() {
        return anyLabel;
    }

    /** Whether it asks for particular outputs, between which a {@link #score} can lie. */
    public boolean hasScores() {
        return true;
    }

    /** The discriminator's loss for an image with this logit and this label. */
    public double discriminatorLoss(double logit, double label) {
        return label * softplus(-logit) + (1 - label) * softplus(logit);
    }

    /** Its derivative by the logit. */
    public double discriminatorGradient(double logit, double label) {
        return (1 - label) * sigmoid(logit) - label * sigmoid(-logit);
    }

    /**
     * The generator's loss for a fake with this logit: the discriminator's, were it real; but where that knows no labels between,
     * and so no target to be near, minus the logit.
     */
    public double generatorLoss(double logit) {
        return anyLabel ? discriminatorLoss(logit, 1) : -logit;
    }

    /** Its derivative by the logit. */
    public double generatorGradient(double logit) {
        return anyLabel ? discriminatorGradient(logit, 1) : constant(-1, logit);
    }

    /**
     * Where D's output lies between what the loss asks of it for fakes (0) and for reals (1), not beyond: with cross-entropy the
     * probability D(x). NaN where {@link #hasScores} is false.
     */
    public double score(double logit) {
        return sigmoid(logit);
    }

    /** 1 / (1 + exp(-l)), in 0..1. */
    public static double sigmoid(double logit) {
        return logit >= 0 ? 1 / (1 + Math.exp(-logit)) : Math.exp(logit) / (1 + Math.exp(logit));
    }

    /** log(1 + exp(l)) without overflow. */
    static double softplus(double logit) {
        return Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
    }

    /** 1 for the label 1, -1 for the label 0. */
    private static double sign(double label) {
        return 2 * label - 1;
    }

    /** {@code value} whatever the logit, unless that is none. */
    private static double constant(double value, double logit) {
        return Double.isNaN(logit) ? logit : value;
    }

    private static double clamp(double value) {
        return Math.max(0, Math.min(1, value));
    }
}
