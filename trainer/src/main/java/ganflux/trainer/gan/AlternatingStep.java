package ganflux.trainer.gan;

import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Schedule;
import ganflux.trainer.preset.Schedule.Fakes;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
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
    private final Latents latents;
    private final Draws draws;
    private final Updates updates = new Updates();
    private final DiscriminatorInput input;
    private final Optional<SpectralNorm> spectralNorm;
    private final DiscriminatorUpdate discriminatorUpdate;
    private final GeneratorUpdate generatorUpdate;
    private int discriminatorSteps = 1; // of the last step

    /** Binds two engines of the preset's networks, each made for passes of up to {@link #maxBatch} examples, to begin. */
    public AlternatingStep(Preset preset, NetworkEngine generator, NetworkEngine discriminator, long seed) {
        this(preset, generator, discriminator, seed, Optional.empty());
    }

    /** To go on from the {@link #spectralState} of another. */
    public AlternatingStep(
            Preset preset,
            NetworkEngine generator,
            NetworkEngine discriminator,
            long seed,
            Optional<INDArray> spectralState) {
        this.preset = preset;
        this.generator = generator;
        latents = new Latents(preset, preset.batchSize());
        draws = new Draws(seed);
        input = new DiscriminatorInput(preset, discriminator.network(), latents, draws);
        spectralNorm = preset.game().stabilisers().spectralNorm()
                ? Optional.of(new SpectralNorm(discriminator, seed, spectralState))
                : Optional.empty();
        discriminatorUpdate =
                new DiscriminatorUpdate(preset, discriminator, input, latents, draws, updates, spectralNorm);
        generatorUpdate = new GeneratorUpdate(preset, generator, discriminator, input, latents, draws, updates);
    }

    /** The largest number of examples in a pass of a preset's step: real and fake images may share a batch. */
    public static int maxBatch(Preset preset) {
        return 2 * preset.batchSize();
    }

    /** The most real images that a step takes: a batch for each discriminator update. */
    public static int imagesPerStep(Preset preset) {
        return preset.batchSize() * preset.schedule().discriminatorSteps().most();
    }

    /** The real images that {@code steps} steps take, of which the first has the number {@code first}. */
    public static long images(Preset preset, long first, long steps) {
        return preset.batchSize()
                * LongStream.range(first, first + steps)
                        .map(preset.schedule().discriminatorSteps()::at)
                        .sum();
    }

    /**
     * Makes the step. An update whose loss or gradient is no finite number is not applied, nor is any after it in the step:
     * the network's parameters, optimiser and running statistics stay as they are. An update before it in the step stays.
     *
     * @param pixels images, uint8 CHW, or points, float32, a batch for each discriminator update of this step; not changed
     * @param labels of each image its class, 0 to classes - 1; not looked at where the preset's condition has no classes
     * @param step the number of this step, from 1
     */
    public StepResult run(byte[] pixels, int[] labels, long step) {
        draws.begin(step);
        updates.begin();
        input.begin(step);
        discriminatorUpdate.begin();
        Schedule schedule = preset.schedule();
        discriminatorSteps = schedule.discriminatorSteps().at(step);
        if (schedule.fakes() == Fakes.SHARED) {
            input.load(pixels, labels, 0);
            INDArray fakes = drawFakes(draws.training());
            if (schedule.generatorFirst()) {
                generatorUpdate.make(fakes);
                discriminatorUpdate.make(fakes);
            } else {
                discriminatorUpdate.make(fakes);
                generatorUpdate.make(fakes);
            }
        } else {
            if (schedule.generatorFirst()) {
                generatorUpdate.make(drawFakes(draws.training()));
            }
            for (int k = 0; k < discriminatorSteps; k++) {
                input.load(pixels, labels, k * preset.batchSize());
                discriminatorUpdate.make(drawFakes(Pass.INFERENCE));
            }
            if (!schedule.generatorFirst()) {
                generatorUpdate.make(drawFakes(draws.training()));
            }
        }
        return result();
    }

    /** As {@link #run(byte[], int[], long)}, for a preset without classes. */
    public StepResult run(byte[] pixels, long step) {
        return run(pixels, new int[0], step);
    }

    /** Lets the noise and the dropout of steps to come follow from another seed. */
    public void reseed(long seed) {
        draws.reseed(seed);
    }

    private INDArray drawFakes(Pass pass) {
        latents.draw(draws.random());
        return generator.forward(latents.array(), pass);
    }

    private StepResult result() {
        int k = discriminatorSteps;
        return new StepResult(
                discriminatorUpdate.loss() / k,
                generatorUpdate.loss(),
                discriminatorUpdate.seenReals().sum() / k,
                discriminatorUpdate.seenFakes().sum() / k,
                generatorUpdate.score(),
                discriminatorUpdate.norm() / k,
                generatorUpdate.norm());
    }

    /** What the discriminator's outputs behind the logit said in the last step. */
    public HeadFigures headFigures() {
        return discriminatorUpdate.headFigures();
    }

    /**
     * The gradient penalty in the last step's discriminator loss, with its weight, as a mean over the step's discriminator updates; empty
     * where the preset has none.
     */
    public OptionalDouble gradientPenalty() {
        OptionalDouble sum = discriminatorUpdate.penalty();
        return sum.isPresent() ? OptionalDouble.of(sum.getAsDouble() / discriminatorSteps) : sum;
    }

    /**
     * What the discriminator's spectral normalisation needs to go on besides its network; empty where the preset has none. A copy,
     * float32, one row.
     */
    public Optional<INDArray> spectralState() {
        return spectralNorm.map(SpectralNorm::state);
    }

    /** How D(x) was spread in the last step, as its update met it. */
    public ScoreBins realScores() {
        return discriminatorUpdate.seenReals().bins();
    }

    /** How D(G(z)) was spread in the last step, as D's update met it. */
    public ScoreBins fakeScores() {
        return discriminatorUpdate.seenFakes().bins();
    }
}
