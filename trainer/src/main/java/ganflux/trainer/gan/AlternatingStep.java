package ganflux.trainer.gan;

import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.preset.GanLoss;
import ganflux.trainer.preset.Labels;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Schedule;
import ganflux.trainer.preset.Schedule.Fakes;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One step of GAN training: k discriminator updates and one generator update, in the preset's order (Goodfellow et al.
 * 2014, algorithm 1). The generator learns through the discriminator's input gradient; the discriminator's parameters
 * and running statistics are untouched by it. Noise and dropout are pure functions of (seed, step).
 *
 * <p>One thread. The engines stay the caller's to close.
 */
public final class AlternatingStep {
    private final Preset preset;
    private final NetworkEngine generator;
    private final NetworkEngine discriminator;
    private final long seed;
    private final int batch;
    private final PixelScale scale;
    private final FloatArray both;
    private final FloatArray reals;
    private final INDArray fakesInBoth;
    private final FloatArray noise;
    private final FloatArray outputGradient;
    private final FloatArray bothGradient;
    private final double[] labels; // of reals, then of fakes
    private final Optional<WeightClip> clip;

    private double discriminatorLoss;
    private Seen seenReals = new Seen();
    private Seen seenFakes = new Seen();
    private double discriminatorNorm;
    private double generatorLoss;
    private double generatorScore;
    private double generatorNorm;
    private boolean sound;
    private int draws;

    /** How D judged reals, or fakes, in a step. */
    private static final class Seen {
        final ScoreBins bins = new ScoreBins();
        double score;

        void add(double score, int batch) {
            this.score += score / batch;
            bins.add(score);
        }
    }

    /** Binds two engines of the preset's networks, each made for passes of up to {@link #maxBatch} examples. */
    public AlternatingStep(Preset preset, NetworkEngine generator, NetworkEngine discriminator, long seed) {
        this.preset = preset;
        this.generator = generator;
        this.discriminator = discriminator;
        this.seed = seed;
        batch = preset.batchSize();
        NetworkShapes shapes = new NetworkShapes(preset, discriminator.network());
        scale = new PixelScale(preset.range());
        both = FloatArray.of(shapes.images(2 * batch));
        reals = both.rows(0, batch);
        fakesInBoth = both.rows(batch, batch).array();
        noise = FloatArray.of(batch, preset.latentDim());
        outputGradient = FloatArray.of(batch, 1);
        bothGradient = FloatArray.of(2L * batch, 1);
        labels = new double[2 * batch];
        double bound = preset.game().clip();
        clip = bound == 0 ? Optional.empty() : Optional.of(new WeightClip(discriminator, bound));
    }

    /** The largest number of examples in a pass of a preset's step: real and fake images may share a batch. */
    public static int maxBatch(Preset preset) {
        return 2 * preset.batchSize();
    }

    /** The most real images that a step takes: a batch for each discriminator update. */
    public static int imagesPerStep(Preset preset) {
        return preset.batchSize() * preset.schedule().discriminatorSteps().most();
    }

    /**
     * Makes the step. An update whose loss or gradient is no finite number is not applied, nor is any after it in the step:
     * the network's parameters, optimiser and running statistics stay as they are. An update before it in the step stays.
     *
     * @param pixels images, uint8 CHW, a batch for each discriminator update of this step; not changed
     * @param step the number of this step, from 1
     */
    public StepResult run(byte[] pixels, long step) {
        discriminatorLoss = discriminatorNorm = 0;
        seenReals = new Seen();
        seenFakes = new Seen();
        sound = true;
        draws = 0;
        Schedule schedule = preset.schedule();
        int steps = schedule.discriminatorSteps().at(step);
        if (schedule.fakes() == Fakes.SHARED) {
            load(pixels, 0);
            INDArray fakes = drawFakes(step, training(step));
            if (schedule.generatorFirst()) {
                updateGenerator(fakes, step);
                updateDiscriminator(fakes, step);
            } else {
                updateDiscriminator(fakes, step);
                updateGenerator(fakes, step);
            }
        } else {
            if (schedule.generatorFirst()) {
                updateGenerator(drawFakes(step, training(step)), step);
            }
            for (int k = 0; k < steps; k++) {
                load(pixels, k * batch);
                updateDiscriminator(drawFakes(step, Pass.INFERENCE), step);
            }
            if (!schedule.generatorFirst()) {
                updateGenerator(drawFakes(step, training(step)), step);
            }
        }
        return result(steps);
    }

    /** How D(x) was spread in the last step, as its update met it. */
    public ScoreBins realScores() {
        return seenReals.bins;
    }

    /** How D(G(z)) was spread in the last step, as D's update met it. */
    public ScoreBins fakeScores() {
        return seenFakes.bins;
    }

    private StepResult result(int k) {
        return new StepResult(
                discriminatorLoss / k,
                generatorLoss,
                seenReals.score / k,
                seenFakes.score / k,
                generatorScore,
                discriminatorNorm / k,
                generatorNorm);
    }

    private void load(byte[] pixels, int first) {
        int size = preset.shape().size();
        scale.toFloats(pixels, first * size, batch * size, reals.buffer());
    }

    /** A training pass with the next dropout key of this step. */
    private Pass training(long step) {
        return Pass.training(LatentNoise.key(~seed, step, draws++));
    }

    private INDArray drawFakes(long step, Pass pass) {
        LatentNoise.fill(noise.buffer(), preset.noise(), seed, step, draws++);
        return generator.forward(noise.array(), pass);
    }

    private void updateGenerator(INDArray fakes, long step) {
        GanLoss loss = preset.game().loss();
        INDArray logits = discriminator.forward(shaped(fakes), training(step));
        generatorLoss = generatorScore = 0;
        for (int i = 0; i < batch; i++) {
            double logit = logits.getDouble(i, 0);
            generatorLoss += loss.generatorLoss(logit) / batch;
            generatorScore += loss.score(logit) / batch;
            outputGradient.buffer().put(i, (float) loss.generatorGradient(logit));
        }
        INDArray throughDiscriminator = discriminator.inputGradient(outputGradient.array());
        generator.accumulateGradients(throughDiscriminator.reshape(fakes.shape()));
        generatorNorm = update(generator, generatorLoss, batch);
    }

    private void updateDiscriminator(INDArray fakes, long step) {
        Labels policy = preset.game().labels();
        policy.fill(labels, policy.noise() == 0 ? 0 : LatentNoise.key(seed, step, draws++));
        if (preset.schedule().oneBatch()) {
            fakesInBoth.assign(shaped(fakes));
            INDArray logits = discriminator.forward(both.array(), training(step));
            meet(logits, 0, bothGradient, 0, seenReals);
            meet(logits, batch, bothGradient, batch, seenFakes);
            discriminator.accumulateGradients(bothGradient.array());
        } else {
            meet(discriminator.forward(reals.array(), training(step)), 0, outputGradient, 0, seenReals);
            discriminator.accumulateGradients(outputGradient.array());
            meet(discriminator.forward(shaped(fakes), training(step)), 0, outputGradient, batch, seenFakes);
            discriminator.accumulateGradients(outputGradient.array());
        }
        discriminatorNorm +=
                update(discriminator, discriminatorLoss, preset.schedule().meanOverBoth() ? 2 * batch : batch);
        if (sound) {
            clip.ifPresent(WeightClip::apply);
        }
    }

    /** Makes one update, unless its loss, its gradient or anything before it in this step is no finite number. */
    private double update(NetworkEngine engine, double loss, int examples) {
        if (!sound || !Double.isFinite(loss)) {
            sound = false;
            engine.discard();
            return Double.NaN;
        }
        double norm = engine.update(examples);
        sound = Double.isFinite(norm);
        return norm;
    }

    /**
     * Takes note of what D says of a batch of reals or of fakes, and of the loss and its gradient.
     *
     * @param from the batch's first row in {@code logits} and {@code gradient}
     * @param label index of its first label
     */
    private void meet(INDArray logits, int from, FloatArray gradient, int label, Seen seen) {
        GanLoss loss = preset.game().loss();
        double weight = discriminatorWeight();
        for (int i = 0; i < batch; i++) {
            double logit = logits.getDouble(from + i, 0);
            discriminatorLoss += weight * loss.discriminatorLoss(logit, labels[label + i]);
            seen.add(loss.score(logit), batch);
            gradient.buffer().put(from + i, (float) loss.discriminatorGradient(logit, labels[label + i]));
        }
    }

    private double discriminatorWeight() {
        return 1.0 / (preset.schedule().meanOverBoth() ? 2 * batch : batch);
    }

    /** The generator's output in the shape that the discriminator takes: the same values in the same order. */
    private INDArray shaped(INDArray fakes) {
        return fakes.reshape(reals.array().shape());
    }
}
