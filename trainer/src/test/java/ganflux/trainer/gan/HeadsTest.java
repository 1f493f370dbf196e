package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.stream.image.ImageShape;
import ganflux.trainer.engine.PlainMlp;
import ganflux.trainer.gan.Latents.Point;
import ganflux.trainer.preset.Condition;
import ganflux.trainer.preset.Condition.Kind;
import ganflux.trainer.preset.Game;
import ganflux.trainer.preset.GanLoss;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Preset.About;
import ganflux.trainer.preset.Preset.Noise;
import ganflux.trainer.preset.Preset.PixelRange;
import ganflux.trainer.preset.Schedule;
import ganflux.trainer.preset.Schedule.Fakes;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Losses of the outputs behind the logit: vectors computed by hand, and gradients by differences. */
class HeadsTest {
    private static final Condition ACGAN = new Condition(Kind.ACGAN, 3, 0, 2);
    private static final Condition INFOGAN = new Condition(Kind.INFOGAN, 2, 2, .5);

    /** Softmax of (0, ln 2, ln 3) is (1/6, 1/3, 1/2). */
    @Test
    void anAcganLosesTheCrossEntropyOfTheClass() {
        Heads heads = new Heads(ACGAN, 1);
        heads.begin();
        FloatBuffer gradient = FloatBuffer.allocate(8);
        INDArray outputs = rows(new double[][] {{9, 5, 5, 5}, {-7, 0, Math.log(2), Math.log(3)}});

        double loss = heads.real(outputs, 1, new int[] {1}, 0, gradient);

        assertThat(loss).isCloseTo(2 * Math.log(3), within(1e-6));
        assertThat(gradient.array()).containsExactly(new float[] {0, 0, 0, 0, 0, 1 / 3f, -4 / 3f, 1}, within(1e-6f));
    }

    /** The second pack of two: its images' classes are 2 and 0, and each loses half. */
    @Test
    void eachImageOfAPackIsNamedAndTheLossIsTheMean() {
        Heads heads = new Heads(ACGAN, 2);
        heads.begin();
        FloatBuffer gradient = FloatBuffer.allocate(7);
        INDArray outputs = rows(new double[][] {{-7, 0, Math.log(2), Math.log(3), 0, 0, 0}});

        double loss = heads.real(outputs, 0, new int[] {1, 1, 2, 0}, 1, gradient);

        assertThat(loss).isCloseTo(Math.log(2) + Math.log(3), within(1e-6));
        assertThat(gradient.array())
                .containsExactly(new float[] {0, 1 / 6f, 1 / 3f, -1 / 2f, -2 / 3f, 1 / 3f, 1 / 3f}, within(1e-6f));
        assertThat(heads.figures().realAccuracy()).isEqualTo(1);
    }

    @Test
    void anAcgansFakesLoseByTheClassThatWasAskedFor() {
        Heads heads = new Heads(ACGAN, 1);
        heads.begin();
        FloatBuffer gradient = FloatBuffer.allocate(4);
        INDArray outputs = rows(new double[][] {{-7, 0, Math.log(2), Math.log(3)}});

        double loss = heads.fake(outputs, 0, asked(ACGAN, 2), 0, gradient);

        assertThat(loss).isCloseTo(2 * Math.log(2), within(1e-6));
        assertThat(gradient.array()).containsExactly(new float[] {0, 1 / 3f, 2 / 3f, -1}, within(1e-6f));
    }

    @Test
    void accuraciesAreSharesOfTheLikeliestClassBeingRight() {
        Heads heads = new Heads(ACGAN, 1);
        heads.begin();
        FloatBuffer gradient = FloatBuffer.allocate(4);
        INDArray second = rows(new double[][] {{0, 1, 4, 2}});
        Latents asked = asked(ACGAN, 1);
        for (int label : new int[] {0, 1, 2, 2}) {
            double unused = heads.real(second, 0, new int[] {label}, 0, gradient);
        }
        double unused = heads.fake(second, 0, asked, 0, gradient);

        assertThat(heads.figures()).isEqualTo(new HeadFigures(.25, 1, Double.NaN));
        heads.begin();
        assertThat(heads.real(second, 0, new int[] {1}, 0, gradient)).isPositive();
        assertThat(heads.figures().realAccuracy()).isEqualTo(1);
    }

    /** Softmax of (0, ln 3) is (1/4, 3/4): ln 2 - ln(4/3) = ln 1.5; code .5 guessed as .3: (.25 - .04) / 2; code -1 as 1: (1 - 4) / 2. */
    @Test
    void anInfoganGainsTheInformationOfItsGuesses() {
        Heads heads = new Heads(INFOGAN, 1);
        heads.begin();
        FloatBuffer gradient = FloatBuffer.allocate(5);
        INDArray outputs = rows(new double[][] {{8, 0, Math.log(3), .3, 1}});
        double information = Math.log(1.5) + .105 - 1.5;

        double loss = heads.fake(outputs, 0, asked(INFOGAN, 1, .5f, -1), 0, gradient);

        assertThat(loss).isCloseTo(-.5 * information, within(1e-6));
        assertThat(gradient.array()).containsExactly(new float[] {0, .125f, -.125f, -.1f, 1}, within(1e-6f));
        assertThat(heads.figures().mutualInformation()).isCloseTo(information, within(1e-6));
    }

    @Test
    void anInfogansRealsLoseNothingByThem() {
        Heads heads = new Heads(INFOGAN, 1);
        FloatBuffer gradient = FloatBuffer.wrap(new float[] {3, 3, 3, 3, 3});

        assertThat(heads.real(rows(new double[][] {{1, 2, 3, 4, 5}}), 0, new int[0], 0, gradient))
                .isZero();
        assertThat(gradient.array()).containsExactly(3, 0, 0, 0, 0);
    }

    @Test
    void gradientsAreTheDerivativesOfTheLosses() {
        for (Condition condition : new Condition[] {ACGAN, INFOGAN}) {
            Heads heads = new Heads(condition, 1);
            Latents asked = asked(condition, 1, .4f, -.7f);
            FloatBuffer gradient = FloatBuffer.allocate(heads.columns());
            double[] point = new double[heads.columns()];
            for (int i = 0; i < point.length; i++) {
                point[i] = Math.sin(3 * i + 1);
            }
            double unused = heads.fake(rows(new double[][] {point}), 0, asked, 0, gradient);

            double[] expected = PlainMlp.gradient(
                    at -> heads.fake(rows(new double[][] {at}), 0, asked, 0, FloatBuffer.allocate(at.length)), point);
            for (int i = 1; i < point.length; i++) {
                assertThat((double) gradient.get(i)).isCloseTo(expected[i], within(1e-6));
            }
        }
    }

    @Test
    void largeOutputsNeitherOverflowNorVanish() {
        Heads heads = new Heads(ACGAN, 1);
        FloatBuffer gradient = FloatBuffer.allocate(4);

        assertThat(heads.real(rows(new double[][] {{0, 1000, 0, -1000}}), 0, new int[] {2}, 0, gradient))
                .isCloseTo(2 * 2000, within(1e-6));
        assertThat(gradient.array()).containsExactly(0, 2, 0, -2);
    }

    private static INDArray rows(double[][] values) {
        return Nd4j.createFromArray(values).castTo(DataType.DOUBLE);
    }

    /** One row that asks for this. */
    private static Latents asked(Condition condition, int label, float... codes) {
        Preset preset = new Preset(
                new About("tiny", "", "", ""),
                new ImageShape(1, 1, 1),
                PixelRange.UNIT,
                1,
                Noise.NORMAL,
                1,
                condition,
                new Game(GanLoss.NON_SATURATING),
                new Schedule(false, 1, Fakes.SEPARATE, false, false),
                seed -> {
                    throw new AssertionError("no network is needed");
                },
                seed -> {
                    throw new AssertionError("no network is needed");
                });
        Latents latents = new Latents(preset, 1);
        latents.put(0, label, new Point(new float[1], Arrays.copyOf(codes, condition.codes())));
        return latents;
    }
}
