package ganflux.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What two sides reached in the same rounds; more is better.
 *
 * @param name what was measured
 * @param unit of the figures, such as {@code MB/s}
 * @param plain the plain side's figure of each round
 * @param ours our side's figure of each round
 * @param target what the ratio of the medians, ours to plain, should reach
 */
public record Comparison(String name, String unit, List<Double> plain, List<Double> ours, double target) {
    public Comparison {
        plain = List.copyOf(plain);
        ours = List.copyOf(ours);
        if (plain.isEmpty() || plain.size() != ours.size()) {
            throw new IllegalArgumentException(
                    "both sides need a figure for each round but have " + plain.size() + " and " + ours.size());
        }
    }

    /** One measurement of one side. */
    public interface Side {
        /** Runs once and returns its figure. */
        double run() throws Exception;
    }

    /** Runs both sides once to warm up, then {@code rounds} times in turns; which is first alternates. */
    public static Comparison run(String name, String unit, double target, int rounds, Side plain, Side ours)
            throws Exception {
        plain.run();
        ours.run();
        List<Double> first = new ArrayList<>();
        List<Double> second = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                first.add(plain.run());
                second.add(ours.run());
            } else {
                second.add(ours.run());
                first.add(plain.run());
            }
        }
        return new Comparison(name, unit, first, second, target);
    }

    /** Median of ours to median of plain. */
    public double ratio() {
        return median(ours) / median(plain);
    }

    /** Whether the ratio reaches the target. */
    public boolean reached() {
        return ratio() >= target;
    }

    /** One line for a person. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%-24s plain %s  ours %s %s  ratio %.3f (target %.2f%s)",
                name,
                spread(plain),
                spread(ours),
                unit,
                ratio(),
                target,
                reached() ? "" : ", MISSED");
    }

    /** A JSON object with all figures. */
    public String json() {
        return String.format(
                Locale.ROOT,
                "{\"name\": \"%s\", \"unit\": \"%s\", \"plain\": %s, \"ours\": %s, \"ratio\": %.4f, \"target\": %.2f}",
                name,
                unit,
                array(plain),
                array(ours),
                ratio(),
                target);
    }

    private static String array(List<Double> figures) {
        return figures.stream()
                .map(figure -> String.format(Locale.ROOT, "%.2f", figure))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String spread(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        return String.format(
                Locale.ROOT, "%.1f [%.1f-%.1f]", median(figures), sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** The middle one, or the mean of the two in the middle. */
    public static double median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
