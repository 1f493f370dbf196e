package ganflux.monitor.alarm;

import java.util.ArrayDeque;
import java.util.OptionalDouble;

/**
 * What a gradient's norm used to be: the median over the medians of stretches of steps. Stretches are added only while
 * nothing is wrong, so that a long failure does not become the custom.
 */
final class UsualNorm {
    /** Steps of a stretch. */
    static final int STRETCH = 100;

    private static final int STRETCHES = 100;
    private static final int FEWEST = 5;

    private final ArrayDeque<Double> medians = new ArrayDeque<>();

    void add(double median) {
        if (Double.isFinite(median)) {
            medians.addLast(median);
            if (medians.size() > STRETCHES) {
                medians.removeFirst();
            }
        }
    }

    /** Empty before {@value #FEWEST} stretches are known. */
    OptionalDouble value() {
        if (medians.size() < FEWEST) {
            return OptionalDouble.empty();
        }
        double[] sorted =
                medians.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return OptionalDouble.of(sorted[sorted.length / 2]);
    }
}
