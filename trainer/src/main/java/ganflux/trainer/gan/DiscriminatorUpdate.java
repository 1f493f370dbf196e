package ganflux.trainer.gan;

import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.preset.GanLoss;
import ganflux.trainer.preset.Labels;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Stabilisers;
import java.util.Optional;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The discriminator's update on real images and fakes, in one batch or each in one of its own, with what stabilises it. One thread.
 */
final class DiscriminatorUpdate {
    private final Preset preset;
    private final int rows;
    private final int examples; // over which the loss is a mean
    private final NetworkEngine discriminator;
    private final DiscriminatorInput input;
    private final Latents asked;
    private final Heads heads;
    private final Draws draws;
    private final Updates updates;
    private final FloatArray outputGradient;
    private final FloatArray bothGradient;
    private final double[] labels; // of reals, then of fakes
    private final Optional<PenaltyPasses> penalty;
    private final Optional<WeightClip> clip;
    private final Optional<SpectralNorm> spectralNorm;

    private double loss;
    private double headLoss; // of the further outputs
    private double norm;
    private double penaltySum;
    private Seen seenReals = new Seen();
    private Seen seenFakes = new Seen();

    DiscriminatorUpdate(
            Preset preset,
            NetworkEngine discriminator,
            DiscriminatorInput input,
            Latents asked,
            Draws draws,
            Updates updates,
            Optional<SpectralNorm> spectralNorm) {
        this.preset = preset;
        rows = input.rows();
        examples = preset.schedule().meanOverBoth() ? 2 * rows : rows;
        this.discriminator = discriminator;
        this.input = input;
        this.asked = asked;
        heads = new Heads(preset.condition(), preset.game().stabilisers().pack());
        this.draws = draws;
        this.updates = updates;
        outputGradient = FloatArray.of(rows, heads.columns());
        bothGradient = FloatArray.of(2L * rows, heads.columns());
        labels = new double[2 * rows];
        Stabilisers stabilisers = preset.game().stabilisers();
        long[] shape = input.realImages().array().shape();
        penalty = stabilisers
                .penalty()
                .map(what -> new PenaltyPasses(what, discriminator, draws, input.besidePoints(heads.columns()), shape));
        double bound = stabilisers.clip();
        this.spectralNorm = spectralNorm;
        clip = bound == 0 ? Optional.empty() : Optional.of(new WeightClip(discriminator, bound));
    }

    /** Begins the updates of a step. */
    void begin() {
        loss = headLoss = norm = penaltySum = 0;
        seenReals = new Seen();
        seenFakes = new Seen();
        heads.begin();
    }

    /** Makes one on the real images that were loaded last, and {@code fakes}. */
    void make(INDArray fakes) {
        Labels policy = preset.game().labels();
        policy.fill(labels, policy.noise() == 0 ? 0 : draws.key());
        boolean oneBatch = preset.schedule().oneBatch();
        INDArray shown = oneBatch ? input.both(fakes) : input.fakes(fakes);
        penalise();
        if (oneBatch) {
            INDArray logits = discriminator.forward(shown, draws.training());
            meet(logits, 0, bothGradient, 0, seenReals);
            meet(logits, rows, bothGradient, rows, seenFakes);
            discriminator.accumulateGradients(bothGradient.array());
        } else {
            meet(discriminator.forward(input.reals(), draws.training()), 0, outputGradient, 0, seenReals);
            discriminator.accumulateGradients(outputGradient.array());
            meet(discriminator.forward(shown, draws.training()), 0, outputGradient, rows, seenFakes);
            discriminator.accumulateGradients(outputGradient.array());
        }
        spectralNorm.ifPresent(SpectralNorm::beforeUpdate);
        norm += updates.make(discriminator, loss + headLoss, examples);
        spectralNorm.ifPresent(normalised -> normalised.afterUpdate(updates.sound()));
        if (updates.sound()) {
            clip.ifPresent(WeightClip::apply);
        }
    }

    /** First, because it adds a large gradient and takes another away: what is added before them would lose its last digits. */
    private void penalise() {
        if (penalty.isPresent()) {
            double value = penalty.get().accumulate(input.realImages(), input.shownFakes(), examples);
            penaltySum += value;
            loss += value;
        }
    }

    /**
     * Takes note of what D says of a batch of reals or of fakes, and of the loss and its gradient.
     *
     * @param from the batch's first row in {@code logits} and {@code gradient}
     * @param label index of its first label: 0 for reals
     */
    private void meet(INDArray logits, int from, FloatArray gradient, int label, Seen seen) {
        GanLoss game = preset.game().loss();
        double weight = 1.0 / examples;
        for (int i = 0; i < rows; i++) {
            double logit = logits.getDouble(from + i, 0);
            loss += weight * game.discriminatorLoss(logit, labels[label + i]);
            seen.add(game.score(logit), rows);
            int at = (from + i) * heads.columns();
            gradient.buffer().put(at, (float) game.discriminatorGradient(logit, labels[label + i]));
            headLoss += weight
                    * (label == 0
                            ? heads.real(logits, from + i, input.labels(), i, gradient.buffer())
                            : heads.fake(logits, from + i, asked, i, gradient.buffer()));
        }
    }

    /** The sum of the losses of the step's updates, without that of the further outputs. */
    double loss() {
        return loss;
    }

    /** The sum of the gradient penalties in them; empty where the preset has none. */
    OptionalDouble penalty() {
        return penalty.isPresent() ? OptionalDouble.of(penaltySum) : OptionalDouble.empty();
    }

    /** The sum of their gradients' norms. */
    double norm() {
        return norm;
    }

    /** What its further outputs said in the step. */
    HeadFigures headFigures() {
        return heads.figures();
    }

    /** How the reals of the step were judged. */
    Seen seenReals() {
        return seenReals;
    }

    /** How the fakes of the step were judged. */
    Seen seenFakes() {
        return seenFakes;
    }
}
