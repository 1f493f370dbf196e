package ganflux.monitor.diversity.online;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The newest {@value #KEPT} values of each metric with reals in the place of fakes. They come a few at a time, so that the band
 * follows the reals and no evaluation pays for all.
 */
final class Calibration {
    static final int KEPT = 200;

    private final Map<Metric, Ring> rings = new EnumMap<>(Metric.class);

    /** Adds what one resample gave. */
    void add(Map<Metric, Double> resample) {
        resample.forEach((metric, value) ->
                rings.computeIfAbsent(metric, any -> new Ring()).add(value));
    }

    /** The band of a metric, where any resample gave it a value. */
    Optional<Band> band(Metric metric) {
        return Optional.ofNullable(rings.get(metric)).map(Ring::band);
    }

    /** How many resamples a metric's band rests on. */
    int resamples(Metric metric) {
        Ring ring = rings.get(metric);
        return ring == null ? 0 : ring.size();
    }

    /** Forgets what was seen of a metric. */
    void forget(Metric metric) {
        rings.remove(metric);
    }

    private static final class Ring {
        private final double[] values = new double[KEPT];
        private long count;

        void add(double value) {
            values[(int) (count++ % KEPT)] = value;
        }

        int size() {
            return (int) Math.min(count, KEPT);
        }

        Band band() {
            return Band.of(Arrays.copyOf(values, size()));
        }
    }
}
