package ganflux.trainer.gan;

/**
 * What the discriminator's outputs behind the logit said in a step, over all its updates, before each of them; NaN where it has none of
 * that kind.
 *
 * @param realAccuracy share of the real images whose class it named right, 0 to 1
 * @param fakeAccuracy share of the fakes whose class, the one that was asked for, it named right, 0 to 1
 * @param mutualInformation estimate of the mutual information between codes and fakes, in nats, see {@link Heads}
 */
public record HeadFigures(double realAccuracy, double fakeAccuracy, double mutualInformation) {}
