package ganflux.monitor.diversity.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ganflux.monitor.diversity.online.ShapeStream.Images;
import ganflux.monitor.diversity.online.ShapeStream.Kind;
import ganflux.stream.image.ImageShape;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final ImageShape SHAPE = new ImageShape(1, ShapeStream.SIDE, ShapeStream.SIDE);

    private final ShapeStream stream = new ShapeStream(5);
    private final Evaluator evaluator = new Evaluator(SHAPE, 5);

    private void addReals(int count) {
        Images reals = stream.draw(count, Kind.healthy());
        evaluator.addReals(reals.pixels(), reals.labels());
    }

    private byte[] fakes(int count) {
        return stream.draw(count, Kind.healthy()).pixels();
    }

    @Test
    void waitsForFourTimesAsManyReals() {
        addReals(127);
        assertThat(evaluator.evaluate(1, fakes(64))).isEmpty();
        addReals(1);
        assertThat(evaluator.evaluate(1, fakes(31))).isEmpty();
        assertThat(evaluator.evaluate(1, fakes(64)).orElseThrow().fakes()).isEqualTo(32);
        addReals(128);
        Evaluation evaluation = evaluator.evaluate(2, fakes(64)).orElseThrow();
        assertThat(evaluation.fakes()).isEqualTo(64);
        assertThat(evaluation.reals()).isEqualTo(192);
        assertThat(evaluation.step()).isEqualTo(2);
    }

    @Test
    void givesValuesInTheirRangesAndBandsAroundGoodFakes() {
        Trial trial = new Trial(64, 0, 3);
        trial.run(60, Kind.healthy(), true);
        Evaluation last = trial.history().get(trial.history().size() - 1);
        last.values()
                .forEach((metric, value) ->
                        assertThat(value).as(metric.id()).isBetween(metric.least(), metric.greatest()));
        assertThat(last.values()).containsKeys(Metric.RECALL, Metric.EFFECTIVE_MODES, Metric.DATA_DRIFT);
        assertThat(Objects.requireNonNull(last.bands().get(Metric.RECALL)).resamples())
                .isBetween(60, 120);
        assertThat(last.classifierAccuracy().orElseThrow()).isGreaterThan(.95);
        assertThat(last.classes()).hasSize(10).isSortedAccordingTo((a, b) -> a.label() - b.label());
        assertThat(last.classes().stream().mapToDouble(ClassShare::fakes).sum()).isCloseTo(1, within(1e-9));
        assertThat(last.classes().stream().mapToDouble(ClassShare::reals).sum()).isCloseTo(1, within(1e-9));
        assertThat(last.verdicts()).hasSameSizeAs(last.values());
    }

    @Test
    void hasNoClassesWithoutLabels() {
        Trial trial = new Trial(64, 0, 3);
        trial.run(12, Kind.healthy(), false);
        Evaluation last = trial.history().get(trial.history().size() - 1);
        assertThat(last.values()).containsKey(Metric.RECALL).doesNotContainKey(Metric.EFFECTIVE_MODES);
        assertThat(last.classes()).isEmpty();
        assertThat(last.classifierAccuracy()).isEmpty();
    }

    @Test
    void isAFunctionOfSeedAndImages() {
        Trial first = new Trial(64, 0, 8);
        Trial second = new Trial(64, 0, 8);
        first.run(15, Kind.healthy(), true);
        second.run(15, Kind.healthy(), true);
        assertThat(first.history()).isEqualTo(second.history());
    }

    @Test
    void seesFakesThatAreAllTheSame() {
        addReals(300);
        byte[] fakes = stream.draw(64, Kind.distinct(1)).pixels();
        Evaluation evaluation = evaluator.evaluate(1, fakes).orElseThrow();
        assertThat(evaluation.value(Metric.DUPLICATE_PAIRS)).contains(64 * 63 / 2.0);
        assertThat(evaluation.value(Metric.BIRTHDAY_SUPPORT)).contains(1.0);
        assertThat(evaluation.value(Metric.NEAREST_NEIGHBOUR_RATIO).orElseThrow())
                .isLessThan(.01);
        assertThat(evaluation.value(Metric.RECALL).orElseThrow()).isLessThan(.05);
    }

    @Test
    void staysFiniteWhereRealsHaveNoSpread() {
        byte[] black = new byte[256 * SHAPE.size()];
        for (int i = 0; i < 256; i++) {
            black[i * SHAPE.size()] = (byte) i; // different, but hardly
        }
        evaluator.addReals(black, new int[0]);
        Evaluation evaluation =
                evaluator.evaluate(1, new byte[64 * SHAPE.size()]).orElseThrow();
        assertThat(evaluation.values().values()).allMatch(Double::isFinite);
        assertThat(evaluation.values()).containsKey(Metric.RECALL);
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        assertThatThrownBy(() -> evaluator.addReals(new byte[SHAPE.size() + 1], new int[0]))
                .hasMessageContaining("145 bytes");
        assertThatThrownBy(() -> evaluator.addReals(new byte[SHAPE.size()], new int[2]))
                .hasMessageContaining("1 images have 2 labels");
    }

    @Test
    void leavesItsInputAlone() {
        byte[] reals = fakes(200);
        byte[] copy = Arrays.copyOf(reals, reals.length);
        evaluator.addReals(reals, new int[200]);
        evaluator.evaluate(1, reals);
        assertThat(reals).isEqualTo(copy);
    }
}
