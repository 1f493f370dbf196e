package ganflux.bench;

import ganflux.ingest.source.ImageSource;
import ganflux.monitor.diversity.online.Band;
import ganflux.monitor.diversity.online.Evaluation;
import ganflux.monitor.diversity.online.Evaluator;
import ganflux.monitor.diversity.online.Metric;
import java.util.Locale;
import java.util.Optional;

/** Fakes measured as the monitor does, against reals. */
public final class Quality {
    /** How many fakes are measured. */
    public static final int FAKES = 512;

    private static final int EVALUATIONS = 10; // of the same fakes: so many calibrate what reals give

    private final Evaluation evaluation;

    private Quality(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    /**
     * Measures.
     *
     * @param fakes pixels of {@value #FAKES}, of the shape of {@code reals}
     * @param reals at least {@value Evaluator#CAPACITY}
     */
    public static Quality of(byte[] fakes, ImageSource reals, long seed) {
        Evaluator evaluator = new Evaluator(reals.shape().onTheWire(), seed);
        reals.images(0)
                .take(Evaluator.CAPACITY)
                .toIterable()
                .forEach(image -> evaluator.addReals(image.pixels(), new int[0]));
        Optional<Evaluation> last = Optional.empty();
        for (int i = 0; i < EVALUATIONS; i++) {
            last = evaluator.evaluate(1, fakes);
        }
        return new Quality(last.orElseThrow());
    }

    /** A metric of the fakes, and of as many reals in their place. */
    public Measured get(Metric metric) {
        return new Measured(
                evaluation.value(metric).orElse(Double.NaN),
                Optional.ofNullable(evaluation.bands().get(metric))
                        .map(Band::median)
                        .orElse(Double.NaN));
    }

    /**
     * A metric.
     *
     * @param fakes of fakes
     * @param reals of as many reals in their place, the median
     */
    public record Measured(double fakes, double reals) {
        /** Both, the reals' in brackets. */
        public String text() {
            return String.format(Locale.ROOT, "%.3g (%.3g)", fakes, reals);
        }
    }
}
