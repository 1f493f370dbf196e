package ganflux.monitor.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.monitor.diversity.online.Band;
import ganflux.monitor.diversity.online.Evaluation;
import ganflux.monitor.diversity.online.Metric;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ModeCollapseRuleTest {
    private static final Band BAND = new Band(.4, .5, .6, 200);

    /** An evaluation with every metric at its median but those given, which lie outside on their bad or good side. */
    private static Evaluation evaluation(Set<Metric> bad, Set<Metric> good, int resamples) {
        TreeMap<Metric, Double> values = new TreeMap<>();
        TreeMap<Metric, Band> bands = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            double down = metric.bad() == Metric.Bad.LOW ? -.2 : .2;
            values.put(metric, .5 + (bad.contains(metric) ? down : good.contains(metric) ? -down : 0));
            bands.put(metric, new Band(BAND.low(), BAND.median(), BAND.high(), resamples));
        }
        return new Evaluation(1, 128, 384, values, bands, List.of(), OptionalDouble.empty());
    }

    private static AlarmState after(Evaluation evaluation, int times) {
        AlarmState state = ModeCollapseRule.quiet();
        for (int i = 0; i < times; i++) {
            state = ModeCollapseRule.update(state, evaluation);
        }
        return state;
    }

    @Test
    void takesTwoBadMetricsInThreeEvaluations() {
        Evaluation two = evaluation(EnumSet.of(Metric.RECALL, Metric.JSD), Set.of(), 200);
        assertThat(after(two, 2).raised()).isFalse();
        assertThat(after(two, 3).raised()).isTrue();
        assertThat(ModeCollapseRule.evidence(two)).containsExactly(Metric.RECALL, Metric.JSD);
        assertThat(after(evaluation(EnumSet.of(Metric.RECALL), Set.of(), 200), 9)
                        .raised())
                .isFalse();
    }

    @Test
    void heedsTheBadSideAlone() {
        Evaluation diverse = evaluation(Set.of(), EnumSet.copyOf(ModeCollapseRule.METRICS), 200);
        assertThat(after(diverse, 9).raised()).isFalse();
    }

    @Test
    void heedsItsOwnMetricsAlone() {
        EnumSet<Metric> others = EnumSet.complementOf(EnumSet.copyOf(ModeCollapseRule.METRICS));
        assertThat(after(evaluation(others, Set.of(), 200), 9).raised()).isFalse();
    }

    @Test
    void saysNothingBeforeTheBandsRestOnEnough() {
        EnumSet<Metric> all = EnumSet.allOf(Metric.class);
        assertThat(after(evaluation(all, Set.of(), Band.LEAST - 1), 9)).isEqualTo(ModeCollapseRule.quiet());
        assertThat(after(evaluation(all, Set.of(), Band.LEAST), 3).raised()).isTrue();
    }
}
