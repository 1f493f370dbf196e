package ganflux.trainer.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GanLossTest {
    /** exp(-20), to double precision; log(1 + exp(-20)) and the sigmoid at -20 differ from it by about its square. */
    private static final double E20 = 2.061153622438558e-9;

    private static final List<GanLoss> CROSS_ENTROPIES = List.of(GanLoss.MINIMAX, GanLoss.NON_SATURATING);
    private static final double LN2 = 0.6931471805599453;

    /** Columns: logit, s(l), -log s(l), -log(1 - s(l)). At l = ln 3, s is 3/4 exactly. */
    @ParameterizedTest
    @CsvSource({
        "-1000, 0, 1000, 0",
        "-20, 2.0611536181902036e-9, 20.000000002061154, 2.0611536203143807e-9",
        "-1.0986122886681098, .25, 1.3862943611198906, .2876820724517809",
        "0, .5, .6931471805599453, .6931471805599453",
        "1.0986122886681098, .75, .2876820724517809, 1.3862943611198906",
        "20, .9999999979388464, 2.0611536203143807e-9, 20.000000002061154",
        "1000, 1, 0, 1000"
    })
    void hasTheValuesOfTheTwoPlayerGame(double logit, double score, double minusLogD, double minusLog1D) {
        assertThat(GanLoss.sigmoid(logit)).isCloseTo(score, ofRelative(score));
        for (GanLoss loss : CROSS_ENTROPIES) {
            assertThat(loss.discriminatorLoss(logit, 1)).isCloseTo(minusLogD, ofRelative(minusLogD));
            assertThat(loss.discriminatorLoss(logit, 0)).isCloseTo(minusLog1D, ofRelative(minusLog1D));
        }
        assertThat(GanLoss.MINIMAX.generatorLoss(logit)).isCloseTo(-minusLog1D, ofRelative(minusLog1D));
        assertThat(GanLoss.NON_SATURATING.generatorLoss(logit)).isCloseTo(minusLogD, ofRelative(minusLogD));
    }

    /** Columns: logit, s(l) and s(l) - 1, each worked out without the cancellation of the subtraction. */
    @ParameterizedTest
    @CsvSource({
        "-1000, 0, -1",
        "-40, 4.248354255291589e-18, -1",
        "-20, 2.0611536181902036e-9, -.9999999979388464",
        "-1.0986122886681098, .25, -.75",
        "0, .5, -.5",
        "1.0986122886681098, .75, -.25",
        "20, .9999999979388464, -2.0611536181902036e-9",
        "40, 1, -4.248354255291589e-18",
        "1000, 1, 0"
    })
    void hasTheGradientsOfTheTwoPlayerGame(double logit, double score, double scoreLessOne) {
        for (GanLoss loss : CROSS_ENTROPIES) {
            assertThat(loss.discriminatorGradient(logit, 1)).isCloseTo(scoreLessOne, ofRelative(scoreLessOne));
            assertThat(loss.discriminatorGradient(logit, 0)).isCloseTo(score, ofRelative(score));
        }
        assertThat(GanLoss.MINIMAX.generatorGradient(logit)).isCloseTo(-score, ofRelative(score));
        assertThat(GanLoss.NON_SATURATING.generatorGradient(logit)).isCloseTo(scoreLessOne, ofRelative(scoreLessOne));
    }

    /** Away from the hinge's kinks at -1 and 1. */
    @ParameterizedTest
    @EnumSource(GanLoss.class)
    void hasGradientsThatAreTheDerivativesOfItsLosses(GanLoss loss) {
        double[] labels = loss.takesAnyLabel() ? new double[] {-.05, 0, .04, .9, 1} : new double[] {0, 1};
        for (double logit = -25; logit <= 25; logit += .37) {
            for (double label : labels) {
                assertThat(loss.discriminatorGradient(logit, label))
                        .isCloseTo(slope(l -> loss.discriminatorLoss(l, label), logit), within(1e-8));
            }
            assertThat(loss.generatorGradient(logit)).isCloseTo(slope(loss::generatorLoss, logit), within(1e-8));
        }
    }

    /** Columns: logit, loss and gradient on a real image, on a fake, for the generator, and the score. */
    @ParameterizedTest
    @CsvSource({
        "LEAST_SQUARES, -2, 4.5, -3, 2, -2, 4.5, -3, 0",
        "LEAST_SQUARES, .25, .28125, -.75, .03125, .25, .28125, -.75, .25",
        "LEAST_SQUARES, 3, 2, 2, 4.5, 3, 2, 2, 1",
        "HINGE, -2, 3, -1, 0, 0, 2, -1, 0",
        "HINGE, .5, .5, -1, 1.5, 1, -.5, -1, .75",
        "HINGE, 3, 0, 0, 4, 1, -3, -1, 1",
        "WASSERSTEIN, -2, 2, -1, -2, 1, 2, -1, NaN",
        "WASSERSTEIN, 3, -3, -1, 3, 1, -3, -1, NaN"
    })
    void hasTheValuesOfTheOtherGames(
            GanLoss loss,
            double logit,
            double real,
            double realGradient,
            double fake,
            double fakeGradient,
            double generator,
            double generatorGradient,
            double score) {
        assertThat(loss.discriminatorLoss(logit, 1)).isEqualTo(real);
        assertThat(loss.discriminatorGradient(logit, 1)).isEqualTo(realGradient);
        assertThat(loss.discriminatorLoss(logit, 0)).isEqualTo(fake);
        assertThat(loss.discriminatorGradient(logit, 0)).isEqualTo(fakeGradient);
        assertThat(loss.generatorLoss(logit)).isEqualTo(generator);
        assertThat(loss.generatorGradient(logit)).isEqualTo(generatorGradient);
        assertThat(loss.score(logit)).isEqualTo(Double.valueOf(score));
    }

    /** At l = ln 3, s is 3/4: with the label y the loss is -y ln(3/4) - (1 - y) ln(1/4), its gradient 3/4 - y. */
    @Test
    void smoothsLabels() {
        double logit = Math.log(3);

        assertThat(GanLoss.NON_SATURATING.discriminatorLoss(logit, .9))
                .isCloseTo(-.9 * Math.log(.75) - .1 * Math.log(.25), within(1e-15));
        assertThat(GanLoss.MINIMAX.discriminatorGradient(logit, .9)).isCloseTo(-.15, within(1e-15));
        assertThat(GanLoss.NON_SATURATING.discriminatorGradient(logit, -.05)).isCloseTo(.8, within(1e-15));
    }

    @Test
    void saturatesForTheGeneratorInTheOriginalGameOnly() {
        assertThat(GanLoss.MINIMAX.generatorGradient(-20)).isCloseTo(-E20, within(1e-16));
        assertThat(GanLoss.NON_SATURATING.generatorGradient(-20)).isCloseTo(-1, within(1e-8));
    }

    @Test
    void costsBothPlayersTheSameAtEquilibrium() {
        assertThat(GanLoss.NON_SATURATING.discriminatorLoss(0, 1) + GanLoss.NON_SATURATING.discriminatorLoss(0, 0))
                .isCloseTo(2 * LN2, within(1e-15));
        assertThat(GanLoss.NON_SATURATING.generatorLoss(0)).isCloseTo(LN2, within(1e-15));
        assertThat(GanLoss.MINIMAX.generatorLoss(0)).isCloseTo(-LN2, within(1e-15));
    }

    @Test
    void keepsWhatIsNotANumber() {
        double logit = Double.NaN;
        for (GanLoss loss : GanLoss.values()) {
            assertThat(loss.discriminatorLoss(logit, 1)).isNaN();
            assertThat(loss.discriminatorLoss(logit, 0)).isNaN();
            assertThat(loss.generatorLoss(logit)).isNaN();
            assertThat(loss.generatorGradient(logit)).isNaN();
            assertThat(loss.discriminatorGradient(logit, 1)).isNaN();
            assertThat(loss.score(logit)).isNaN();
        }
    }

    private static double slope(DoubleUnaryOperator f, double at) {
        double h = 1e-5;
        return (f.applyAsDouble(at + h) - f.applyAsDouble(at - h)) / (2 * h);
    }

    private static Offset<Double> ofRelative(double expected) {
        return within(1e-14 * Math.abs(expected));
    }
}
