package ganflux.trainer.gan;

/**
 * What one alternating step saw. Losses are means over examples; scores are means of
 * {@link ganflux.trainer.preset.GanLoss#score} in 0..1, or NaN where the loss has none; with several
 * discriminator updates in a step, its figures are means over them.
 *
 * <p>Losses are those of real against fake; what the discriminator's further outputs lose is not in them, see {@link HeadFigures}.
 *
 * @param discriminatorLoss as the schedule defines it: the sum of the two means, or half of it; and the gradient penalty
 * @param generatorLoss mean over the generator's fakes
 * @param realScore D(x) before D's update
 * @param fakeScore D(G(z)) before D's update
 * @param generatorScore D(G(z)) as the generator's update met it
 * @param discriminatorGradientNorm Euclidean norm of the mean gradient
 * @param generatorGradientNorm Euclidean norm of the mean gradient
 */
public record StepResult(
        double discriminatorLoss,
        double generatorLoss,
        double realScore,
        double fakeScore,
        double generatorScore,
        double discriminatorGradientNorm,
        double generatorGradientNorm) {

    /** Whether every figure is a number. */
    public boolean isFinite() {
        return Double.isFinite(discriminatorLoss)
                && Double.isFinite(generatorLoss)
                && Double.isFinite(discriminatorGradientNorm)
                && Double.isFinite(generatorGradientNorm);
    }
}
