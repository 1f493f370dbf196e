package ganflux.trainer.gan;

import static ganflux.trainer.engine.TinyNetworks.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.stream.image.ImageShape;
import ganflux.trainer.engine.PlainMlp;
import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.engine.TinyNetworks;
import ganflux.trainer.preset.Condition;
import ganflux.trainer.preset.Condition.Kind;
import ganflux.trainer.preset.Game;
import ganflux.trainer.preset.GanLoss;
import ganflux.trainer.preset.Labels;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Preset.About;
import ganflux.trainer.preset.Preset.Noise;
import ganflux.trainer.preset.Preset.PixelRange;
import ganflux.trainer.preset.Schedule;
import ganflux.trainer.preset.Schedule.Fakes;
import ganflux.trainer.preset.Stabilisers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.learning.config.Adam;

/** The step with classes and codes, against {@link PlainGan}, which shares no line of mathematics with it. */
class ConditionalStepTest {
    private static final ImageShape SHAPE = new ImageShape(2, 1, 3);
    private static final int CLASSES = 3;
    private static final int LATENT = 2;
    private static final int BATCH = 4;
    private static final int HIDDEN = 3;
    private static final double RATE = .02;
    private static final int STEPS = 4;

    static List<Schedule> schedules() {
        return List.of(
                new Schedule(false, 2, Fakes.SEPARATE, true, true),
                new Schedule(true, 1, Fakes.SEPARATE, false, false),
                new Schedule(false, 1, Fakes.SHARED, false, false),
                new Schedule(true, 1, Fakes.SHARED, true, true));
    }

    static List<Arguments> cases() {
        List<Condition> conditions = List.of(
                new Condition(Kind.CGAN, CLASSES, 0, 0),
                new Condition(Kind.ACGAN, CLASSES, 0, .7),
                new Condition(Kind.INFOGAN, CLASSES, 2, .6),
                new Condition(Kind.INFOGAN, 0, 1, 1),
                new Condition(Kind.INFOGAN, CLASSES, 0, 1));
        List<Arguments> cases = new ArrayList<>();
        for (Condition condition : conditions) {
            for (int pack : new int[] {1, 2}) {
                schedules().forEach(schedule -> cases.add(Arguments.of(condition, pack, schedule)));
            }
        }
        return cases;
    }

    static List<Arguments> packsAndSchedules() {
        return cases().stream()
                .map(Arguments::get)
                .filter(given -> ((Condition) given[0]).kind() == Kind.CGAN)
                .map(given -> Arguments.of(given[1], given[2]))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithThePlainFormulas(Condition condition, int pack, Schedule schedule) {
        Preset preset = preset(condition, pack, schedule);
        Trained trained = new Trained(preset);
        assertAgreement(
                preset,
                trained,
                new PlainMlp(
                        pack * (SHAPE.size() + condition.discriminatorInputs()),
                        HIDDEN,
                        1 + pack * condition.heads(),
                        x -> x),
                parameters -> parameters);
    }

    /** A convolution whose window is the image is a dense layer on the image's values, and on those of its planes. */
    @ParameterizedTest
    @MethodSource("packsAndSchedules")
    void tellsADiscriminatorThatTakesImagesTheClassesAsPlanes(int pack, Schedule schedule) {
        Condition condition = new Condition(Kind.CGAN, CLASSES, 0, 0);
        ImageShape wide = new ImageShape(pack * (SHAPE.channels() + CLASSES), SHAPE.height(), SHAPE.width());
        Preset dense = preset(condition, pack, schedule);
        Preset preset = new Preset(
                dense.about(),
                SHAPE,
                dense.range(),
                LATENT,
                dense.noise(),
                BATCH,
                condition,
                dense.game(),
                schedule,
                dense.generator(),
                seed -> TinyNetworks.wholeImage(seed, new Adam(RATE), wide, HIDDEN));
        assertAgreement(
                preset,
                new Trained(preset),
                new PlainMlp(wide.size(), HIDDEN, 1, x -> x),
                parameters -> weightsFirst(parameters, HIDDEN * wide.size()));
    }

    /** A convolution's parameters, which begin with its biases, in the order of a dense layer's. */
    private static double[] weightsFirst(double[] parameters, int weights) {
        double[] moved = parameters.clone();
        System.arraycopy(parameters, HIDDEN, moved, 0, weights);
        System.arraycopy(parameters, 0, moved, weights, HIDDEN);
        return moved;
    }

    /** @param asDense the discriminator's parameters in the order of a {@link PlainMlp}'s */
    private static void assertAgreement(
            Preset preset, Trained trained, PlainMlp discriminator, UnaryOperator<double[]> asDense) {
        double[] phi = asDense.apply(parameters(trained.discriminator));
        double[] theta = parameters(trained.generator);
        PlainMlp generator = new PlainMlp(preset.generatorInputs(), HIDDEN, SHAPE.size(), Math::tanh);
        PlainGan plain = new PlainGan(preset, generator, theta, discriminator, phi, RATE, 7);

        for (int step = 1; step <= STEPS; step++) {
            StepResult expected = plain.step(pixels(preset, step), labels(preset, step), step);
            StepResult actual = trained.step.run(pixels(preset, step), labels(preset, step), step);

            assertThat(Figures.of(actual, trained.step.headFigures()))
                    .as("figures of step %d", step)
                    .containsExactly(Figures.of(expected, plain.headFigures()), within(1e-5));
        }
        assertThat(parameters(trained.generator)).containsExactly(plain.theta, within(1e-5));
        assertThat(asDense.apply(parameters(trained.discriminator))).containsExactly(plain.phi, within(1e-5));
        assertThat(plain.theta).as("far from where it began").isNotEqualTo(theta);
        assertThat(plain.phi).as("far from where it began").isNotEqualTo(phi);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void goesOnAfterAResumptionAsIfUndisturbed(Condition condition, int pack, Schedule schedule) {
        Preset preset = preset(condition, pack, schedule);
        Trained undisturbed = new Trained(preset);
        for (int step = 1; step <= STEPS; step++) {
            undisturbed.step.run(pixels(preset, step), labels(preset, step), step);
        }
        Trained resumed = new Trained(preset);
        restore(undisturbed.generator, resumed.generator);
        restore(undisturbed.discriminator, resumed.discriminator);

        for (int step = STEPS + 1; step <= 2 * STEPS; step++) {
            assertThat(resumed.step.run(pixels(preset, step), labels(preset, step), step))
                    .isEqualTo(undisturbed.step.run(pixels(preset, step), labels(preset, step), step));
            assertThat(resumed.step.headFigures()).isEqualTo(undisturbed.step.headFigures());
        }
        assertThat(parameters(resumed.generator)).containsExactly(parameters(undisturbed.generator));
        assertThat(parameters(resumed.discriminator)).containsExactly(parameters(undisturbed.discriminator));
    }

    private static void restore(ReferenceEngine from, ReferenceEngine to) {
        to.network().params().assign(from.network().params());
        to.network()
                .getUpdater()
                .getStateViewArray()
                .assign(from.network().getUpdater().getStateViewArray());
        to.network().setIterationCount(from.network().getIterationCount());
    }

    @Test
    void aHeadThatIsNoNumberStopsTheStepThoughTheLogitIsSound() {
        Preset preset =
                preset(new Condition(Kind.ACGAN, CLASSES, 0, 1), 1, new Schedule(false, 1, Fakes.SEPARATE, true, true));
        Trained trained = new Trained(preset);
        var biases = trained.discriminator.network().getParam("1_b");
        biases.putScalar(2, Double.NaN);
        double[] theta = parameters(trained.generator);
        double[] phi = parameters(trained.discriminator);

        StepResult result = trained.step.run(pixels(preset, 1), labels(preset, 1), 1);

        assertThat(result.isFinite()).isFalse();
        assertThat(result.discriminatorLoss()).isFinite();
        assertThat(parameters(trained.generator)).containsExactly(theta);
        assertThat(parameters(trained.discriminator)).containsExactly(phi);
    }

    /** A step and the engines it binds. */
    private record Trained(ReferenceEngine generator, ReferenceEngine discriminator, AlternatingStep step) {
        Trained(Preset preset) {
            this(
                    preset,
                    TinyNetworks.engine(preset.generator().apply(1)),
                    TinyNetworks.engine(preset.discriminator().apply(2)));
        }

        private Trained(Preset preset, ReferenceEngine generator, ReferenceEngine discriminator) {
            this(generator, discriminator, new AlternatingStep(preset, generator, discriminator, 7));
        }
    }

    private static Preset preset(Condition condition, int pack, Schedule schedule) {
        int in = LATENT + condition.generatorInputs();
        int told = pack * (SHAPE.size() + condition.discriminatorInputs());
        int outputs = 1 + pack * condition.heads();
        return new Preset(
                new About("tiny", "perceptrons with three hidden units", "", ""),
                SHAPE,
                PixelRange.SIGNED,
                LATENT,
                Noise.NORMAL,
                BATCH,
                condition,
                new Game(GanLoss.NON_SATURATING, Labels.PLAIN, Stabilisers.NONE.packed(pack)),
                schedule,
                seed -> TinyNetworks.perceptron(seed, new Adam(RATE), in, HIDDEN, SHAPE.size(), new ActivationTanH()),
                seed -> TinyNetworks.perceptron(seed, new Adam(RATE), told, HIDDEN, outputs, new ActivationIdentity()));
    }

    private static byte[] pixels(Preset preset, long seed) {
        byte[] pixels = new byte[AlternatingStep.imagesPerStep(preset) * SHAPE.size()];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    private static int[] labels(Preset preset, long seed) {
        return new Random(-seed)
                .ints(AlternatingStep.imagesPerStep(preset), 0, CLASSES)
                .toArray();
    }
}
