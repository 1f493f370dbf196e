package ganflux.monitor.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.monitor.alarm.ModeCollapseRule.Sign;
import ganflux.monitor.diversity.online.Band;
import ganflux.monitor.diversity.online.Evaluation;
import ganflux.monitor.diversity.online.Metric;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ModeCollapseRuleTest {
    /** What reals give, by every metric: .9 to 1.1, divergences .05 to .1. */
    private static final Map<Metric, Band> BANDS = new EnumMap<>(Metric.class);

    static {
        for (Metric metric : Metric.values()) {
            BANDS.put(metric, metric.bad() == Metric.Bad.LOW ? new Band(.9, 1, 1.1, 200) : new Band(.05, .07, .1, 200));
        }
    }

    private final ModeCollapseRule rule = new ModeCollapseRule();
    private long step;

    private static Map<Metric, Double> all(double low, double high) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            values.put(metric, metric.bad() == Metric.Bad.LOW ? low : high);
        }
        return values;
    }

    private List<Metric> take(Map<Metric, Double> values) {
        return take(values, BANDS);
    }

    private List<Metric> take(Map<Metric, Double> values, Map<Metric, Band> bands) {
        step += 100;
        Evaluation evaluation = new Evaluation(
                step,
                128,
                384,
                new TreeMap<>(values),
                new TreeMap<>(bands),
                List.of(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
        return rule.take(evaluation).stream().map(Sign::metric).toList();
    }

    private void healthy(int evaluations) {
        for (int i = 0; i < evaluations; i++) {
            assertThat(take(all(1.01, .06))).isEmpty();
        }
    }

    @Test
    void aRunThatHadReachedTheRealsMustStayInTheirBands() {
        healthy(10);
        Map<Metric, Double> values = all(1, .07);
        values.put(Metric.RECALL, .89);
        values.put(Metric.JSD, .11);
        values.put(Metric.PRECISION, 0.);
        assertThat(take(values)).containsExactly(Metric.RECALL, Metric.JSD);
        assertThat(take(all(2, 0))).as("better than reals is not bad").isEmpty();
    }

    @Test
    void aYoungRunIsNotCollapsed() {
        for (int i = 0; i < 60; i++) {
            assertThat(take(all(.02 + i * .02, .6 - i * .009)))
                    .as("evaluation %d", i)
                    .isEmpty();
        }
    }

    @Test
    void anImperfectRunMayBeSoButMustNotFall() {
        for (int i = 0; i < 100; i++) {
            assertThat(take(all(.5 + .1 * (i % 2), .3 + .2 * (i % 2)))).isEmpty();
        }
        assertThat(take(all(.4, .3))).isEmpty();
        assertThat(take(all(.3, .3)))
                .containsExactlyInAnyOrder(
                        Metric.RECALL,
                        Metric.VENDI_RATIO,
                        Metric.NEAREST_NEIGHBOUR_RATIO,
                        Metric.COVERAGE,
                        Metric.CAPTURED_CLASSES,
                        Metric.EFFECTIVE_MODES);
    }

    @Test
    void aRunThatNeverLearnsIsCollapsedAfterAWhile() {
        for (int i = 0; i < 30; i++) {
            assertThat(take(all(.1, .5))).isEmpty();
        }
        for (int i = 0; i < 10; i++) {
            take(all(.1, .5));
        }
        assertThat(take(all(.1, .5))).hasSize(6);
        assertThat(rule.take(new Evaluation(
                                step + 100,
                                128,
                                384,
                                new TreeMap<>(Map.of(Metric.RECALL, .1)),
                                new TreeMap<>(BANDS),
                                List.of(),
                                OptionalDouble.empty(),
                                OptionalDouble.empty()))
                        .get(0)
                        .why())
                .isEqualTo("recall has stayed at 0.100 for 3000 steps, reals give 0.900 to 1.10");
    }

    @Test
    void saysNothingBeforeTheBandsRestOnEnough() {
        healthy(10);
        Map<Metric, Band> few = new EnumMap<>(Metric.class);
        BANDS.forEach(
                (metric, band) -> few.put(metric, new Band(band.low(), band.median(), band.high(), Band.LEAST - 1)));
        assertThat(take(all(0, 1), few)).isEmpty();
        assertThat(take(all(0, 1))).hasSize(7);
    }
}
