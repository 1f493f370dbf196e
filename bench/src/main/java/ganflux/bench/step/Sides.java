package ganflux.bench.step;

import ganflux.bench.Comparison;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Ganflux, the bound and the peers, each in its process, measured in turns. */
final class Sides implements AutoCloseable {
    static final String OURS = "ganflux";

    private final Map<String, PeerProcess> processes = new LinkedHashMap<>();
    private final Map<String, Integer> steps = new LinkedHashMap<>();
    private final Map<String, List<Timing>> rounds = new LinkedHashMap<>();

    /** Adds a side that makes {@code stepsInRound} steps in each round. */
    void add(String name, int stepsInRound, PeerProcess process) {
        processes.put(name, process);
        steps.put(name, stepsInRound);
        rounds.put(name, new ArrayList<>());
    }

    /** A warm-up of twice the steps, then the rounds: of each side and round the median step. */
    void run(int count) throws IOException {
        for (int round = -1; round < count; round++) {
            for (Map.Entry<String, PeerProcess> side : processes.entrySet()) {
                int number = steps.getOrDefault(side.getKey(), 1);
                List<Timing> timings = side.getValue().run(round < 0 ? 2 * number : number);
                if (round >= 0) {
                    of(side.getKey()).add(new Timing(median(timings, Timing::wallMs), median(timings, Timing::cpuMs)));
                }
            }
        }
    }

    /** The rounds of a side. */
    List<Timing> of(String side) {
        List<Timing> timings = rounds.get(side);
        if (timings == null) {
            throw new IllegalArgumentException("no side " + side);
        }
        return timings;
    }

    /**
     * Ours against a peer, by the clock and in CPU time.
     *
     * @param name what was measured
     * @param perStep how many of {@code unit} a step makes
     */
    List<Comparison> compare(String name, PeerName peer, String unit, double perStep, double target) {
        String title = name + " over " + peer.name().toLowerCase(Locale.ROOT);
        List<Timing> theirs = of(peer.name());
        return List.of(
                compare(title + ", clock", theirs, unit + "/s", Timing::wallMs, perStep, target),
                compare(title + ", CPU time", theirs, unit + "/s", Timing::cpuMs, perStep, target));
    }

    private Comparison compare(
            String title,
            List<Timing> theirs,
            String unit,
            ToDoubleFunction<Timing> figure,
            double perStep,
            double target) {
        return new Comparison(title, unit, rates(theirs, figure, perStep), rates(of(OURS), figure, perStep), target);
    }

    private static List<Double> rates(List<Timing> timings, ToDoubleFunction<Timing> figure, double perStep) {
        return timings.stream()
                .map(timing -> perStep * 1000 / figure.applyAsDouble(timing))
                .toList();
    }

    static double median(List<Timing> timings, ToDoubleFunction<Timing> figure) {
        List<Timing> sorted =
                timings.stream().sorted(Comparator.comparingDouble(figure)).toList();
        return figure.applyAsDouble(sorted.get(sorted.size() / 2));
    }

    @Override
    public void close() {
        processes.values().forEach(PeerProcess::close);
    }
}
