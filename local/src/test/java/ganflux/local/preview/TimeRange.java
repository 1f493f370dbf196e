package ganflux.local.preview;

/**
 * What a dashboard shows, in whole seconds since 1970.
 *
 * @param start the first point
 * @param end the last point
 * @param step from one point to the next
 */
record TimeRange(long start, long end, int step) {
    private static final int SCRAPE_INTERVAL = 5;

    int points() {
        return (int) ((end - start) / step) + 1;
    }

    /** Grafana's {@code $__rate_interval} for it: four scrapes, or the step and one scrape where that is longer. */
    int rateInterval() {
        return Math.max(4 * SCRAPE_INTERVAL, step + SCRAPE_INTERVAL);
    }

    /** Where a time lies, from 0 at the start to 1 at the end. */
    double share(double seconds) {
        return (seconds - start) / (end - start);
    }
}
