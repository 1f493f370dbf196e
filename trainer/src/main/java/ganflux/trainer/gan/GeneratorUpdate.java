package ganflux.trainer.gan;

import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.preset.GanLoss;
import ganflux.trainer.preset.Preset;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The generator's update: it learns through the discriminator's input gradient, which leaves the discriminator's parameters and
 * running statistics alone. One thread.
 */
final class GeneratorUpdate {
    private final GanLoss game;
    private final int rows;
    private final NetworkEngine generator;
    private final NetworkEngine discriminator;
    private final DiscriminatorInput input;
    private final Latents asked;
    private final Heads heads;
    private final Draws draws;
    private final Updates updates;
    private final FloatArray outputGradient;

    private double loss;
    private double score;
    private double norm;

    GeneratorUpdate(
            Preset preset,
            NetworkEngine generator,
            NetworkEngine discriminator,
            DiscriminatorInput input,
            Latents asked,
            Draws draws,
            Updates updates) {
        game = preset.game().loss();
        rows = input.rows();
        this.generator = generator;
        this.discriminator = discriminator;
        this.input = input;
        this.asked = asked;
        heads = new Heads(preset.condition(), preset.game().stabilisers().pack());
        this.draws = draws;
        this.updates = updates;
        outputGradient = FloatArray.of(rows, heads.columns());
    }

    /** Makes it on {@code fakes}, the output of the generator's last pass, which was in training mode. */
    void make(INDArray fakes) {
        INDArray logits = discriminator.forward(input.fakes(fakes), draws.training());
        loss = score = 0;
        double headLoss = 0;
        for (int i = 0; i < rows; i++) {
            double logit = logits.getDouble(i, 0);
            loss += game.generatorLoss(logit) / rows;
            score += game.score(logit) / rows;
            outputGradient.buffer().put(i * heads.columns(), (float) game.generatorGradient(logit));
            headLoss += heads.fake(logits, i, asked, i, outputGradient.buffer()) / rows;
        }
        INDArray throughDiscriminator = input.imageGradient(discriminator.inputGradient(outputGradient.array()));
        generator.accumulateGradients(throughDiscriminator.reshape(fakes.shape()));
        norm = updates.make(generator, loss + headLoss, rows);
    }

    /** The mean loss of the last one's fakes, without that of the discriminator's further outputs. */
    double loss() {
        return loss;
    }

    /** Their mean score. */
    double score() {
        return score;
    }

    /** The norm of the last one's gradient. */
    double norm() {
        return norm;
    }
}
