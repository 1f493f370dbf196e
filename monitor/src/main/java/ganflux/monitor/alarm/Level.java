package ganflux.monitor.alarm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.OptionalDouble;

/** How high a metric has stood in the course of a run: medians of {@value #SMOOTHED} evaluations. Not thread-safe. */
final class Level {
    static final int SMOOTHED = 5;

    private final ArrayDeque<Double> newest = new ArrayDeque<>();
    private final ArrayDeque<At> past = new ArrayDeque<>();
    private final long reach;
    private double best = Double.NaN;

    private record At(long step, double level) {}

    /** Remembers levels of up to {@code reach} steps ago. */
    Level(long reach) {
        this.reach = reach;
    }

    void add(long step, double value) {
        newest.addLast(value);
        if (newest.size() < SMOOTHED) {
            return;
        }
        if (newest.size() > SMOOTHED) {
            newest.removeFirst();
        }
        double now = median();
        best = Double.isNaN(best) ? now : Math.max(best, now);
        if (!past.isEmpty() && past.getLast().step >= step) {
            past.clear(); // the run went back
        }
        past.addLast(new At(step, now));
        while (past.size() > 1 && secondOldest() <= step - reach) {
            past.removeFirst();
        }
    }

    private long secondOldest() {
        var steps = past.iterator();
        steps.next();
        return steps.next().step;
    }

    private double median() {
        double[] sorted = newest.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[SMOOTHED / 2];
    }

    /** The highest so far; empty at the beginning. */
    OptionalDouble best() {
        return Double.isNaN(best) ? OptionalDouble.empty() : OptionalDouble.of(best);
    }

    /** Now; empty at the beginning. */
    OptionalDouble now() {
        return past.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(past.getLast().level);
    }

    /** As long ago as it remembers; empty where the run has not come so far. */
    OptionalDouble before() {
        return past.isEmpty() || past.getLast().step - past.getFirst().step < reach
                ? OptionalDouble.empty()
                : OptionalDouble.of(past.getFirst().level);
    }
}
