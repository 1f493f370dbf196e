package ganflux.monitor.alarm;

import ganflux.v1.StepReport;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The newest {@value #CAPACITY} reports of a run, as far as rules look at them. Not thread-safe. */
final class StepWindow {
    static final int CAPACITY = 1024;

    /** The figures kept. */
    enum Figure {
        DISCRIMINATOR_LOSS,
        GENERATOR_LOSS,
        REAL_SCORE,
        FAKE_SCORE,
        GENERATOR_SCORE,
        DISCRIMINATOR_GRADIENT_NORM,
        GENERATOR_GRADIENT_NORM;

        double of(StepReport report) {
            return switch (this) {
                case DISCRIMINATOR_LOSS -> report.getDiscriminatorLoss();
                case GENERATOR_LOSS -> report.getGeneratorLoss();
                case REAL_SCORE -> report.getRealScore();
                case FAKE_SCORE -> report.getFakeScore();
                case GENERATOR_SCORE -> report.getGeneratorScore();
                case DISCRIMINATOR_GRADIENT_NORM -> report.getDiscriminatorGradientNorm();
                case GENERATOR_GRADIENT_NORM -> report.getGeneratorGradientNorm();
            };
        }
    }

    private final Map<Figure, double[]> rings = new EnumMap<>(Figure.class);
    private long count;

    void add(StepReport report) {
        for (Figure figure : Figure.values()) {
            ring(figure)[(int) (count % CAPACITY)] = figure.of(report);
        }
        count++;
    }

    private double[] ring(Figure figure) {
        return rings.computeIfAbsent(figure, unused -> new double[CAPACITY]);
    }

    /** Forgets all: what comes next belongs to another time. */
    void clear() {
        count = 0;
    }

    /** How many reports are here. */
    int size() {
        return (int) Math.min(count, CAPACITY);
    }

    /** The newest {@code n} values, oldest first; there must be so many. */
    double[] last(Figure figure, int n) {
        if (n > size()) {
            throw new IllegalArgumentException("asked for " + n + " of " + size() + " reports");
        }
        double[] ring = ring(figure);
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = ring[(int) ((count - n + i) % CAPACITY)];
        }
        return values;
    }

    /** The value below which the share {@code q} (0 to 1) of the newest {@code n} lies; NaN sorts last. */
    double quantile(Figure figure, int n, double q) {
        double[] values = last(figure, n);
        Arrays.sort(values);
        return values[(int) Math.round(q * (n - 1))];
    }

    double median(Figure figure, int n) {
        return quantile(figure, n, .5);
    }
}
