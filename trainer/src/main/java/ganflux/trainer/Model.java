package ganflux.trainer;

import ganflux.stream.command.UsageError;
import ganflux.trainer.checkpoint.Checkpoint;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Engines;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Precision;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.gan.HeadFigures;
import ganflux.trainer.gan.NetworkState;
import ganflux.trainer.gan.SampleRenderer;
import ganflux.trainer.gan.ScoreBins;
import ganflux.trainer.gan.ScoreGrid;
import ganflux.trainer.gan.ScoreImbalance;
import ganflux.trainer.gan.StepResult;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.v1.ScoreSurface;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A GAN in training: its two networks, the engines that execute them, its step. One thread makes and uses it. */
public final class Model implements AutoCloseable {
    private final NetworkEngine generator;
    private final NetworkEngine discriminator;
    private final AlternatingStep step;
    private final Optional<AveragedGenerator> average;
    private final SampleRenderer samples;
    private final ScoreGrid scores;
    private final Supplier<ScoreImbalance> measure;
    private @Nullable ScoreImbalance imbalance; // made when it is first asked for
    private final Precision precision;
    private int averaged = 1; // generator updates that a step counts as for the moving average

    /** New networks whose weights follow from {@code seed}. */
    public Model(Preset preset, long seed, EngineOptions options) {
        this(preset, seed, options, Optional.empty());
    }

    /** The networks of {@code from}, or new ones whose weights follow from {@code seed}. */
    Model(Preset preset, long seed, EngineOptions options, Optional<Checkpoint> from) {
        requireDigits(preset, options);
        MultiLayerNetwork g = from.map(Checkpoint::generator)
                .orElseGet(() -> FreshNetwork.of(preset.generator().apply(2 * seed)));
        MultiLayerNetwork d = from.map(Checkpoint::discriminator)
                .orElseGet(() -> FreshNetwork.of(preset.discriminator().apply(2 * seed + 1)));
        generator = Engines.create(options, g, AlternatingStep.maxBatch(preset));
        discriminator = Engines.create(options, d, AlternatingStep.maxBatch(preset));
        step = new AlternatingStep(preset, generator, discriminator, seed, from.flatMap(Checkpoint::spectralState));
        average = preset.game().stabilisers().emaKimg() == 0
                ? Optional.empty()
                : Optional.of(new AveragedGenerator(preset, g, from.flatMap(Checkpoint::average), options));
        samples = new SampleRenderer(
                preset, average.map(AveragedGenerator::engine).orElse(generator), seed);
        scores = new ScoreGrid(preset, discriminator);
        measure = () -> new ScoreImbalance(preset, generator, discriminator, seed);
        precision = options.precision();
    }

    /** A gradient penalty is a difference of gradients a small step apart. */
    private static void requireDigits(Preset preset, EngineOptions options) {
        if (options.precision() == Precision.BF16
                && preset.game().stabilisers().penalty().isPresent()) {
            throw new UsageError("--precision bf16 is too coarse for the gradient-penalty of preset '" + preset.name()
                    + "'; give --precision float32");
        }
    }

    /**
     * Makes step {@code number}, from 1, on the images of one step, uint8 CHW, or points, float32, and their labels; not changed. As
     * {@link AlternatingStep#run(byte[], int[], long)}.
     */
    public StepResult train(byte[] pixels, int[] labels, long number) {
        StepResult result = step.run(pixels, labels, number);
        if (Double.isFinite(result.generatorGradientNorm())) { // else it was not updated
            average.ifPresent(of -> of.update(averaged));
        }
        return result;
    }

    /** A copy of what steps follow from, but for spectral normalisation. */
    public ModelState state() {
        return new ModelState(
                NetworkState.of(generator.network()),
                NetworkState.of(discriminator.network()),
                average.map(AveragedGenerator::state).orElseGet(() -> new float[0]));
    }

    /** Goes on from a state of the same preset, but for spectral normalisation. */
    public void restore(ModelState state) {
        state.generator().into(generator.network());
        state.discriminator().into(discriminator.network());
        generator.parametersChanged();
        discriminator.parametersChanged();
        average.ifPresent(of -> of.restore(state.average()));
    }

    /**
     * As {@link #restore(ModelState)}, as one of several workers whose states are averaged: with noise and dropout that follow from a seed
     * of its own. The moving average's half-life counts the images of all of them, so that a step counts as one of each.
     */
    public void restore(ModelState state, long seed, int workers) {
        restore(state);
        step.reseed(seed);
        averaged = workers;
    }

    /** What the discriminator's outputs behind the logit said in the last step. */
    HeadFigures headFigures() {
        return step.headFigures();
    }

    /** The scores that the discriminator gave the reals of the last step. */
    ScoreBins realScores() {
        return step.realScores();
    }

    /** The scores that the discriminator gave the fakes of the last step. */
    ScoreBins fakeScores() {
        return step.fakeScores();
    }

    /** The gradient penalty in the last step's discriminator loss; empty where the preset has none. */
    OptionalDouble gradientPenalty() {
        return step.gradientPenalty();
    }

    /** How unsure the discriminator is now; as {@link ScoreImbalance#of}. */
    double scoreImbalance(byte[] pixels, int[] labels, long number) {
        ScoreImbalance known = imbalance;
        if (known == null) {
            known = measure.get();
            imbalance = known;
        }
        return known.of(pixels, labels, number);
    }

    /** What the discriminator says of places around points; as {@link ScoreGrid#around}. */
    Optional<ScoreSurface> scoresAround(byte[] points) {
        return scores.around(points);
    }

    /** What draws from the generator, or where the preset has one, from its moving average; on the thread of this model. */
    public SampleRenderer samples() {
        average.ifPresent(AveragedGenerator::beforeDrawing);
        return samples;
    }

    /** What executes the networks: {@code reference}, {@code fast} or {@code fast-bf16}. */
    String engine() {
        return generator.kind().name().toLowerCase(Locale.ROOT) + (precision == Precision.BF16 ? "-bf16" : "");
    }

    MultiLayerNetwork generator() {
        return generator.network();
    }

    MultiLayerNetwork discriminator() {
        return discriminator.network();
    }

    /** What the discriminator's spectral normalisation needs to go on, where the preset has one. */
    Optional<INDArray> spectralState() {
        return step.spectralState();
    }

    /** The generator's moving average, where the preset has one. */
    Optional<MultiLayerNetwork> average() {
        return average.map(AveragedGenerator::network);
    }

    @Override
    public void close() {
        generator.close();
        discriminator.close();
        average.ifPresent(AveragedGenerator::close);
    }
}
