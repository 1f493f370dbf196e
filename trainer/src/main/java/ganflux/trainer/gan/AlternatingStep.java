package ganflux.trainer.gan;

import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.preset.GanLoss;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Schedule;
import ganflux.trainer.preset.Schedule.Fakes;
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

    private double discriminatorLoss;
    private double realScore;
    private ScoreBins realScores = new ScoreBins();
    private ScoreBins fakeScores = new ScoreBins();
    private double fakeScore;
    private double discriminatorNorm;
    private double generatorLoss;
    private double generatorScore;
    private double generatorNorm;
    private boolean sound;
    private int draws;

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
        discriminatorLoss = realScore = fakeScore = discriminatorNorm = 0;
        realScores = new ScoreBins();
        fakeScores = new ScoreBins();
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
        return realScores;
    }

    /** How D(G(z)) was spread in the last step, as D's update met it. */
    public ScoreBins fakeScores() {
        return fakeScores;
    }

    private StepResult result(int k) {
        return new StepResult(
                discriminatorLoss / k,
                generatorLoss,
                realScore / k,
                fakeScore / k,
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
            generatorScore += GanLoss.sigmoid(logit) / batch;
            outputGradient.buffer().put(i, (float) loss.generatorGradient(logit));
        }
        INDArray throughDiscriminator = discriminator.inputGradient(outputGradient.array());
        generator.accumulateGradients(throughDiscriminator.reshape(fakes.shape()));
        generatorNorm = update(generator, generatorLoss, batch);
    }

    private void updateDiscriminator(INDArray fakes, long step) {
        if (preset.schedule().oneBatch()) {
            fakesInBoth.assign(shaped(fakes));
            INDArray logits = discriminator.forward(both.array(), training(step));
            meetReals(logits, 0, bothGradient);
            meetFakes(logits, batch, bothGradient);
            discriminator.accumulateGradients(bothGradient.array());
        } else {
            meetReals(discriminator.forward(reals.array(), training(step)), 0, outputGradient);
            discriminator.accumulateGradients(outputGradient.array());
            meetFakes(discriminator.forward(shaped(fakes), training(step)), 0, outputGradient);
            discriminator.accumulateGradients(outputGradient.array());
        }
        discriminatorNorm +=
                update(discriminator, discriminatorLoss, preset.schedule().meanOverBoth() ? 2 * batch : batch);
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

    private void meetReals(INDArray logits, int from, FloatArray gradient) {
        double weight = discriminatorWeight();
        for (int i = from; i < from + batch; i++) {
            double logit = logits.getDouble(i, 0);
            discriminatorLoss += weight * preset.game().loss().realLoss(logit);
            double score = GanLoss.sigmoid(logit);
            realScore += score / batch;
            realScores.add(score);
            gradient.buffer().put(i, (float) preset.game().loss().realGradient(logit));
        }
    }

    private void meetFakes(INDArray logits, int from, FloatArray gradient) {
        double weight = discriminatorWeight();
        for (int i = from; i < from + batch; i++) {
            double logit = logits.getDouble(i, 0);
            discriminatorLoss += weight * preset.game().loss().fakeLoss(logit);
            double score = GanLoss.sigmoid(logit);
            fakeScore += score / batch;
            fakeScores.add(score);
            gradient.buffer().put(i, (float) preset.game().loss().fakeGradient(logit));
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
