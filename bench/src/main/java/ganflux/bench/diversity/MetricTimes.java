package ganflux.bench.diversity;

import ganflux.monitor.diversity.Distances;
import ganflux.monitor.diversity.Features;
import ganflux.monitor.diversity.FrechetDistance;
import ganflux.monitor.diversity.KMeans;
import ganflux.monitor.diversity.KernelDistance;
import ganflux.monitor.diversity.Moments;
import ganflux.monitor.diversity.Neighbours;
import ganflux.monitor.diversity.PairDistance;
import ganflux.monitor.diversity.PrecisionRecall;
import ganflux.monitor.diversity.Shares;
import ganflux.monitor.diversity.StructuralSimilarity;
import ganflux.monitor.diversity.VendiScore;
import ganflux.monitor.diversity.online.Evaluator;
import ganflux.monitor.diversity.space.RandomConvolutions;
import ganflux.monitor.diversity.space.Standardised;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CPU time on one thread of 512 fakes against 2,048 reals: in all, and of each measure on its own. */
final class MetricTimes {
    private static final int FAKES = Evaluator.CAPACITY / 4;
    private static final double LIMIT_MS = 250;

    private final DigitDraw draw = new DigitDraw(3);
    private final Map<String, List<Double>> times = new LinkedHashMap<>();
    private volatile double sink; // so that nothing is optimised away

    /** Prints the medians over the rounds; gives whether an evaluation took no longer than its target. */
    boolean print(int rounds) {
        Evaluator evaluator = new Evaluator(DigitDraw.SHAPE, 1);
        for (int i = 0; i < 24 + rounds; i++) {
            DigitDraw.Drawn reals = draw.draw(FAKES, Kind.HEALTHY, 0);
            byte[] fakes = draw.draw(FAKES, Kind.HEALTHY, 0).pixels();
            long before = cpu();
            evaluator.addReals(reals.pixels(), reals.labels());
            double added = (cpu() - before) / 1e6;
            before = cpu();
            evaluator.evaluate(i, fakes).ifPresent(evaluation -> sink = evaluation.fakes());
            if (i >= 24) {
                note("512 new reals taken in", added);
                note("evaluation of 512 fakes and of 512 reals in their place", (cpu() - before) / 1e6);
            }
        }
        for (int i = 0; i < 3 + rounds; i++) {
            if (i == 3) {
                times.keySet().removeIf(name -> name.startsWith("  "));
            }
            single();
        }
        times.forEach((name, list) -> System.out.printf(Locale.ROOT, "%-62s %8.1f ms%n", name, median(list)));
        double total = times.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith("  "))
                .mapToDouble(entry -> median(entry.getValue()))
                .sum();
        System.out.printf(Locale.ROOT, "together %.1f ms of CPU (target %.0f)%n", total, LIMIT_MS);
        return total <= LIMIT_MS;
    }

    private void single() {
        byte[] realPixels = draw.draw(Evaluator.CAPACITY, Kind.HEALTHY, 0).pixels();
        byte[] fakePixels = draw.draw(FAKES, Kind.HEALTHY, 0).pixels();
        RandomConvolutions raw = new RandomConvolutions(DigitDraw.SHAPE, 1);
        Standardised space = new Standardised(raw, raw.of(realPixels));
        Features fakes = time("  features of 512", () -> space.of(fakePixels));
        Features reals = time("  features of 2,048", () -> space.of(realPixels));
        Distances among = time("  distances of 2,048 to 2,048", () -> Distances.within(reals));
        Distances across = time("  distances of 512 to 2,048", () -> Distances.between(fakes, reals));
        Distances within = time("  distances of 512 to 512", () -> Distances.within(fakes));
        float[] realRadii = time("  radii of 2,048", () -> Neighbours.squaredRadii(among, 5));
        float[] fakeRadii = time("  radii of 512", () -> Neighbours.squaredRadii(within, 5));
        time("  precision, recall, density, coverage", () -> PrecisionRecall.of(across, realRadii, fakeRadii, 5));
        time("  nearest neighbour", () -> Neighbours.meanNearest(within));
        time("  pair distance", () -> PairDistance.mean(within));
        Moments moments = time("  moments of 2,048", () -> Moments.of(reals));
        time("  Vendi score", () -> VendiScore.of(moments.centre(fakes)));
        time("  Frechet distance", () -> FrechetDistance.between(moments, Moments.of(fakes)));
        Features some = reals.rows(0, 256);
        time("  kernel distance, 256 each", () -> KernelDistance.of(fakes.rows(0, 256), some));
        KMeans bins = time("  k-means of 2,048", () -> KMeans.fit(reals, 20, 8, 1));
        time("  bins of 512", () -> Shares.of(bins.count(fakes)));
        time(
                "  structural similarity of 96 pairs",
                () -> new StructuralSimilarity(1, 28, 28).meanOfPairs(fakePixels, 96));
    }

    private interface Work<T> {
        T run();
    }

    private <T> T time(String name, Work<T> work) {
        long before = cpu();
        T result = work.run();
        note(name, (cpu() - before) / 1e6);
        sink = result.hashCode();
        return result;
    }

    private void note(String name, double ms) {
        times.computeIfAbsent(name, any -> new ArrayList<>()).add(ms);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean()
                .getThreadCpuTime(Thread.currentThread().getId());
    }
}
