package ganflux.trainer.gan;

import static ganflux.trainer.engine.TinyNetworks.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.stream.image.ImageShape;
import ganflux.trainer.engine.PlainMlp;
import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.engine.TinyNetworks;
import ganflux.trainer.preset.Condition;
import ganflux.trainer.preset.DiscriminatorSteps;
import ganflux.trainer.preset.Game;
import ganflux.trainer.preset.GanLoss;
import ganflux.trainer.preset.GradientPenalty;
import ganflux.trainer.preset.InstanceNoise;
import ganflux.trainer.preset.Labels;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Preset.About;
import ganflux.trainer.preset.Preset.Noise;
import ganflux.trainer.preset.Preset.PixelRange;
import ganflux.trainer.preset.Schedule;
import ganflux.trainer.preset.Schedule.Fakes;
import ganflux.trainer.preset.Stabilisers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** The step on tiny perceptrons with dropout, against {@link PlainGan}, which shares no line of mathematics with it. */
class AlternatingStepTest {
    private static final ImageShape SHAPE = new ImageShape(2, 1, 3);
    private static final int LATENT = 2;
    private static final int BATCH = 3;
    private static final double RATE = .02;
    private static final int STEPS = 5;
    private static final PlainMlp GENERATOR = new PlainMlp(LATENT, 3, SHAPE.size(), Math::tanh);

    /** All that a schedule can say, with one and, where it may, with two discriminator updates. */
    static List<Schedule> schedules() {
        List<Schedule> schedules = new ArrayList<>();
        for (int bits = 0; bits < 32; bits++) {
            boolean twice = (bits & 1) != 0;
            Fakes fakes = (bits & 2) != 0 ? Fakes.SEPARATE : Fakes.SHARED;
            if (!twice || fakes == Fakes.SEPARATE) {
                schedules.add(new Schedule((bits & 4) != 0, twice ? 2 : 1, fakes, (bits & 8) != 0, (bits & 16) != 0));
            }
        }
        return schedules;
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void agreesWithThePlainFormulas(Schedule schedule) {
        assertAgreement(preset(schedule, GanLoss.NON_SATURATING, Noise.UNIFORM));
    }

    @ParameterizedTest
    @EnumSource(Fakes.class)
    void agreesWithThePlainFormulasOfTheOriginalGame(Fakes fakes) {
        assertAgreement(preset(new Schedule(false, 1, fakes, false, false), GanLoss.MINIMAX, Noise.NORMAL));
    }

    static List<Game> games() {
        return List.of(
                new Game(GanLoss.LEAST_SQUARES),
                new Game(GanLoss.LEAST_SQUARES, new Labels(.9, .1), 0),
                new Game(GanLoss.HINGE),
                new Game(GanLoss.HINGE, Labels.PLAIN, .3),
                new Game(GanLoss.WASSERSTEIN, Labels.PLAIN, .1),
                new Game(GanLoss.NON_SATURATING, new Labels(.9, 0), 0),
                new Game(GanLoss.MINIMAX, new Labels(1, .05), 0));
    }

    static List<Stabilisers> stabilisers() {
        InstanceNoise noise = new InstanceNoise(.5, 4); // none in the last of five steps
        return List.of(
                Stabilisers.NONE.noisy(noise),
                Stabilisers.NONE.packed(2),
                Stabilisers.NONE.packed(2).noisy(noise));
    }

    /** In every schedule, as each shows the discriminator its images in another way. */
    @ParameterizedTest
    @MethodSource("stabilisers")
    void agreesWithThePlainFormulasWhateverStabilises(Stabilisers stabilisers) {
        Game game = new Game(GanLoss.NON_SATURATING, Labels.PLAIN, stabilisers);
        for (Schedule schedule : schedules()) {
            assertAgreement(preset(schedule, game, Noise.NORMAL).withBatchSize(4));
        }
    }

    /**
     * With units that are far from their kinks, as one between the two points at which the penalty's gradient is taken would count; and
     * with a loss in which no gradient is 0 but for rounding, which Adam would make a step of.
     * {@link PenaltyPassesTest} has what a penalty is; here it is in its place.
     */
    @ParameterizedTest
    @EnumSource(GradientPenalty.Kind.class)
    void agreesWithThePlainFormulasOfGradientPenalties(GradientPenalty.Kind kind) {
        for (boolean oneBatch : new boolean[] {false, true}) {
            Game game =
                    new Game(GanLoss.LEAST_SQUARES, Labels.PLAIN, Stabilisers.penalised(new GradientPenalty(kind, .5)));
            Schedule schedule = new Schedule(false, 1, Fakes.SEPARATE, oneBatch, oneBatch);
            assertAgreement(preset(schedule, game, Noise.NORMAL), 3, 1e-4);
        }
    }

    @ParameterizedTest
    @MethodSource("games")
    void agreesWithThePlainFormulasOfTheOtherGames(Game game) {
        for (boolean oneBatch : new boolean[] {false, true}) {
            Schedule schedule =
                    new Schedule(false, new DiscriminatorSteps(2, 3, 1, 4), Fakes.SEPARATE, oneBatch, oneBatch);
            assertAgreement(preset(schedule, game, Noise.NORMAL));
        }
    }

    @Test
    void keepsTheDiscriminatorWithinItsBounds() {
        Schedule schedule = new Schedule(false, 1, Fakes.SEPARATE, false, false);
        Trained trained = trained(preset(schedule, new Game(GanLoss.WASSERSTEIN, Labels.PLAIN, .05), Noise.NORMAL), 7);

        assertThat(Arrays.stream(parameters(trained.discriminator)).map(Math::abs))
                .allSatisfy(size -> assertThat(size).isLessThanOrEqualTo((double) .05f))
                .anySatisfy(size -> assertThat(size).isLessThan(.04));
        assertThat(Arrays.stream(parameters(trained.generator))
                        .map(Math::abs)
                        .max()
                        .orElseThrow())
                .isGreaterThan(.1);
    }

    private static void assertAgreement(Preset preset) {
        assertAgreement(preset, STEPS, 1e-5);
    }

    private static void assertAgreement(Preset preset, int steps, double precision) {
        Trained trained = new Trained(preset, 7);
        if (preset.game().stabilisers().penalty().isPresent()) {
            for (int unit = 0; unit < 3; unit++) {
                trained.discriminator.network().params().putScalar(3 * width(preset.game()) + unit, unit == 2 ? -5 : 5);
            }
        }
        double[] theta = parameters(trained.generator);
        double[] phi = parameters(trained.discriminator);
        PlainMlp discriminator = new PlainMlp(width(preset.game()), 3, 1, x -> x);
        PlainGan plain = new PlainGan(preset, GENERATOR, theta, discriminator, phi, RATE, 7);

        for (int step = 1; step <= steps; step++) {
            byte[] pixels = pixels(preset, step);
            StepResult expected = plain.step(pixels, step);
            StepResult actual = trained.run(pixels, step);

            assertThat(Figures.of(actual))
                    .as("figures of step %d", step)
                    .containsExactly(Figures.of(expected), within(precision));
        }
        assertThat(parameters(trained.generator)).containsExactly(plain.theta, within(precision));
        assertThat(parameters(trained.discriminator)).containsExactly(plain.phi, within(precision));
        assertThat(plain.theta).as("far from where it began").isNotEqualTo(theta);
        assertThat(plain.phi).as("far from where it began").isNotEqualTo(phi);
    }

    @Test
    void takesTheSameDecisionsFromTheSameSeed() {
        Preset preset = preset(new Schedule(true, 1, Fakes.SHARED, false, true), GanLoss.NON_SATURATING, Noise.UNIFORM);

        Trained one = trained(preset, 7);
        Trained same = trained(preset, 7);
        Trained other = trained(preset, 8);

        assertThat(parameters(same.generator)).containsExactly(parameters(one.generator));
        assertThat(parameters(same.discriminator)).containsExactly(parameters(one.discriminator));
        assertThat(parameters(other.generator)).isNotEqualTo(parameters(one.generator));
        assertThat(parameters(other.discriminator)).isNotEqualTo(parameters(one.discriminator));
    }

    @Test
    void goesOnAfterAResumptionAsIfUndisturbed() {
        Preset preset = preset(new Schedule(false, 2, Fakes.SEPARATE, true, true), GanLoss.MINIMAX, Noise.NORMAL);
        Trained undisturbed = trained(preset, 7);
        Trained resumed = new Trained(preset, 7);
        restore(undisturbed.generator.network(), resumed.generator.network());
        restore(undisturbed.discriminator.network(), resumed.discriminator.network());

        for (int step = STEPS + 1; step <= 2 * STEPS; step++) {
            byte[] pixels = pixels(preset, step);
            assertThat(resumed.run(pixels, step)).isEqualTo(undisturbed.run(pixels, step));
        }
        assertThat(parameters(resumed.generator)).containsExactly(parameters(undisturbed.generator));
        assertThat(parameters(resumed.discriminator)).containsExactly(parameters(undisturbed.discriminator));
    }

    /** All that DL4J's own model file holds of a network's training. */
    private static void restore(MultiLayerNetwork from, MultiLayerNetwork to) {
        to.params().assign(from.params());
        to.getUpdater().getStateViewArray().assign(from.getUpdater().getStateViewArray());
        to.setIterationCount(from.getIterationCount());
    }

    @Test
    void leavesTheCallersPixelsAlone() {
        Preset preset = preset(new Schedule(false, 2, Fakes.SEPARATE, true, true), GanLoss.MINIMAX, Noise.NORMAL);
        byte[] pixels = pixels(preset, 1);

        new Trained(preset, 7).run(pixels, 1);

        assertThat(pixels).hasSize(2 * BATCH * SHAPE.size()).isEqualTo(pixels(preset, 1));
    }

    /** A convolution whose kernel is the image is a dense layer on the image's values in CHW order. */
    @Test
    void givesADiscriminatorThatTakesImagesTheSameValues() {
        for (boolean oneBatch : new boolean[] {false, true}) {
            Schedule schedule = new Schedule(true, 1, Fakes.SHARED, oneBatch, true);
            Preset flat = preset(schedule, GanLoss.NON_SATURATING, Noise.UNIFORM);
            Trained dense = new Trained(flat, 7);
            Trained convolutional = new Trained(withDiscriminator(flat, AlternatingStepTest::wholeImage), 7);
            double[] phi = parameters(dense.discriminator);
            convolutional.discriminator.network().params().assign(Nd4j.createFromArray(biasesFirst(phi, SHAPE.size())));

            for (int step = 1; step <= STEPS; step++) {
                byte[] pixels = pixels(flat, step);
                assertThat(Figures.of(convolutional.run(pixels, step)))
                        .containsExactly(Figures.of(dense.run(pixels, step)), within(1e-5));
            }
            assertThat(parameters(convolutional.discriminator))
                    .containsExactly(biasesFirst(parameters(dense.discriminator), SHAPE.size()), within(1e-5));
            assertThat(parameters(convolutional.generator)).containsExactly(parameters(dense.generator), within(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void aStepFromWeightsThatOverflowChangesNothing(Schedule schedule) {
        Preset preset = preset(schedule, GanLoss.NON_SATURATING, Noise.UNIFORM);
        Trained trained = trained(preset, 7);
        trained.discriminator.network().params().muli(1e30);
        double[] theta = parameters(trained.generator);
        double[] phi = parameters(trained.discriminator);

        StepResult result = trained.run(pixels(preset, 99), 99);

        assertThat(result.isFinite()).isFalse();
        assertThat(parameters(trained.generator)).containsExactly(theta);
        assertThat(parameters(trained.discriminator)).containsExactly(phi);
    }

    /** A step and the engines it binds. */
    private record Trained(ReferenceEngine generator, ReferenceEngine discriminator, AlternatingStep step) {
        Trained(Preset preset, long seed) {
            this(
                    preset,
                    TinyNetworks.engine(preset.generator().apply(1)),
                    TinyNetworks.engine(preset.discriminator().apply(2)),
                    seed);
        }

        private Trained(Preset preset, ReferenceEngine generator, ReferenceEngine discriminator, long seed) {
            this(generator, discriminator, new AlternatingStep(preset, generator, discriminator, seed));
        }

        StepResult run(byte[] pixels, long number) {
            return step.run(pixels, number);
        }
    }

    private static Trained trained(Preset preset, long seed) {
        Trained trained = new Trained(preset, seed);
        for (int step = 1; step <= STEPS; step++) {
            trained.run(pixels(preset, step), step);
        }
        return trained;
    }

    /** Values that the discriminator takes. */
    private static int width(Game game) {
        return game.stabilisers().pack() * SHAPE.size();
    }

    private static Preset preset(Schedule schedule, GanLoss loss, Noise noise) {
        return preset(schedule, new Game(loss), noise);
    }

    private static Preset preset(Schedule schedule, Game game, Noise noise) {
        return new Preset(
                new About("tiny", "perceptrons with three hidden units", "", ""),
                SHAPE,
                PixelRange.SIGNED,
                LATENT,
                noise,
                BATCH,
                Condition.NONE,
                game,
                schedule,
                seed -> TinyNetworks.perceptron(seed, new Adam(RATE), LATENT, 3, SHAPE.size(), new ActivationTanH()),
                seed -> TinyNetworks.perceptron(seed, new Adam(RATE), width(game), 3, 1, new ActivationIdentity()));
    }

    private static Preset withDiscriminator(Preset preset, LongFunction<MultiLayerConfiguration> discriminator) {
        return new Preset(
                preset.about(),
                preset.shape(),
                preset.range(),
                preset.latentDim(),
                preset.noise(),
                preset.batchSize(),
                preset.condition(),
                preset.game(),
                preset.schedule(),
                preset.generator(),
                discriminator);
    }

    /** Packs as channels of one image: the values of the pack in CHW order. */
    @Test
    void showsAConvolutionPacksAsChannels() {
        Game game = new Game(GanLoss.NON_SATURATING, Labels.PLAIN, Stabilisers.NONE.packed(2));
        Schedule schedule = new Schedule(false, 1, Fakes.SEPARATE, true, true);
        Preset flat = preset(schedule, game, Noise.UNIFORM).withBatchSize(4);
        Trained dense = new Trained(flat, 7);
        Trained convolutional = new Trained(
                withDiscriminator(
                        flat, seed -> TinyNetworks.wholeImage(seed, new Adam(RATE), new ImageShape(4, 1, 3), 3)),
                7);
        double[] phi = parameters(dense.discriminator);
        convolutional.discriminator.network().params().assign(Nd4j.createFromArray(biasesFirst(phi, 12)));

        for (int step = 1; step <= STEPS; step++) {
            byte[] pixels = pixels(flat, step);
            assertThat(Figures.of(convolutional.run(pixels, step)))
                    .containsExactly(Figures.of(dense.run(pixels, step)), within(1e-5));
        }
        assertThat(parameters(convolutional.generator)).containsExactly(parameters(dense.generator), within(1e-5));
    }

    private static MultiLayerConfiguration wholeImage(long seed) {
        return TinyNetworks.wholeImage(seed, new Adam(RATE), SHAPE, 3);
    }

    /** A dense discriminator's parameters in the order of {@link TinyNetworks#wholeImage}'s. */
    private static double[] biasesFirst(double[] dense, int in) {
        double[] moved = dense.clone();
        System.arraycopy(dense, 3 * in, moved, 0, 3);
        System.arraycopy(dense, 0, moved, 3, 3 * in);
        return moved;
    }

    private static byte[] pixels(Preset preset, long seed) {
        byte[] pixels = new byte[AlternatingStep.imagesPerStep(preset) * SHAPE.size()];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }
}
