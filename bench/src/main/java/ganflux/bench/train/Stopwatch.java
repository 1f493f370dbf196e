package ganflux.bench.train;

/** Counts from the end of the last step of the warm-up, which starts the clock. One thread at a time. */
final class Stopwatch {
    private final int warmUp;
    private long startNs;
    private long lastNs;
    private int steps;

    Stopwatch(int warmUp) {
        this.warmUp = warmUp;
    }

    void step() {
        lastNs = System.nanoTime();
        if (++steps == warmUp) {
            startNs = lastNs;
        }
    }

    double rate() {
        return (steps - warmUp) * 1e9 / (lastNs - startNs);
    }
}
