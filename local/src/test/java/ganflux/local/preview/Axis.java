package ganflux.local.preview;

import java.util.ArrayList;
import java.util.List;

/**
 * The vertical axis of a graph.
 *
 * @param low its lower end
 * @param high its upper end
 * @param log whether it is logarithmic; then both ends are positive
 */
record Axis(double low, double high, boolean log) {
    /** Around values, with ends that are given or NaN. */
    static Axis around(List<double[]> values, double min, double max, boolean log) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] series : values) {
            for (double value : series) {
                if (!Double.isNaN(value) && (!log || value > 0)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
        }
        if (low > high) {
            low = log ? .1 : 0;
            high = 1;
        }
        if (!log) {
            double margin = high > low ? .05 * (high - low) : Math.max(Math.abs(high) * .1, .5);
            low -= margin;
            high += margin;
        } else if (high <= low) {
            low /= 2;
            high *= 2;
        }
        return new Axis(Double.isNaN(min) || log ? low : min, Double.isNaN(max) || log ? high : max, log);
    }

    /** Where a value lies, from 0 at the lower end to 1 at the upper one. */
    double share(double value) {
        return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    /** Values to mark: round ones in multiples of a unit. */
    List<Double> marks(double unit) {
        List<Double> marks = new ArrayList<>();
        if (log) {
            for (double mark = Math.pow(10, Math.ceil(Math.log10(low))); mark <= high; mark *= 10) {
                marks.add(mark);
            }
            if (marks.size() < 2) {
                marks.addAll(List.of(low, high));
            }
            return marks;
        }
        double raw = (high - low) / unit / 4;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = unit * power * (raw / power >= 5 ? 5 : raw / power >= 2 ? 2 : 1);
        for (double mark = Math.ceil(low / step) * step; mark <= high + step * 1e-6; mark += step) {
            marks.add(Math.abs(mark) < step * 1e-6 ? 0 : mark);
        }
        return marks;
    }
}
