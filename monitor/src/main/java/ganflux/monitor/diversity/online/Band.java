package ganflux.monitor.diversity.online;

import java.util.Arrays;

/**
 * What reals in the place of fakes give.
 *
 * @param low the 1 % quantile
 * @param median the middle
 * @param high the 99 % quantile
 * @param resamples how many values it rests on; below {@value #LEAST} it allows no verdict
 */
public record Band(double low, double median, double high, int resamples) {
    /** The fewest resamples that allow a verdict. */
    public static final int LEAST = 20;

    /** From so many resamples on the quantiles are those of the resamples themselves. */
    static final int ENOUGH = 100;

    private static final double QUANTILE = .01;
    private static final double TO_SIGMA =
            1.4826; // median absolute deviation to standard deviation of a normal distribution
    private static final double REACH = 3; // 2.33 would be the 1 % quantile, if the median and sigma were known exactly

    /**
     * Of at least one value. With {@value #ENOUGH} or more the quantiles are interpolated between values; with fewer, whose
     * tails are not known yet, they are the median -/+ {@value #REACH} robust standard deviations.
     */
    static Band of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = quantile(sorted, .5);
        if (values.length >= ENOUGH) {
            return new Band(quantile(sorted, QUANTILE), median, quantile(sorted, 1 - QUANTILE), values.length);
        }
        double[] deviations = new double[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            deviations[i] = Math.abs(sorted[i] - median);
        }
        Arrays.sort(deviations);
        double reach = REACH * TO_SIGMA * quantile(deviations, .5);
        // Of a metric with few different values most may equal the median: then what was seen must do.
        double low = Math.min(median - reach, sorted[0]);
        double high = Math.max(median + reach, sorted[sorted.length - 1]);
        return new Band(low, median, high, values.length);
    }

    private static double quantile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** Where a value stands. */
    public Verdict judge(double value) {
        if (resamples < LEAST) {
            return Verdict.UNCALIBRATED;
        }
        return value < low ? Verdict.BELOW : value > high ? Verdict.ABOVE : Verdict.INSIDE;
    }
}
