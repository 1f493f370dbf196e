package ganflux.monitor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.TreeSet;

/** The text that {@code /metrics} answers, taken apart. */
record Exposition(Map<String, String> types, Map<String, String> help, Map<String, Double> samples) {
    static Exposition parse(String text) {
        Map<String, String> types = new TreeMap<>();
        Map<String, String> help = new TreeMap<>();
        Map<String, Double> samples = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# TYPE")) {
                types.put(words[2], words[3]);
            } else if (line.startsWith("# HELP")) {
                help.put(words[2], words[3]);
            } else {
                int end = line.lastIndexOf(' ');
                samples.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
            }
        });
        return new Exposition(types, help, samples);
    }

    /** The sample with exactly these labels, written as they are exposed. */
    double value(String name, String labels) {
        Double value = samples.get(name + "{" + labels + "}");
        if (value == null) {
            throw new NoSuchElementException(name + "{" + labels + "} is not among " + samples.keySet());
        }
        return value;
    }

    /** The names of the labels of a family, without a histogram's {@code le}. */
    TreeSet<String> labels(String family) {
        TreeSet<String> labels = new TreeSet<>();
        samples.keySet().stream()
                .filter(series -> series.matches(family + "(_bucket|_sum|_count)?\\{.*"))
                .forEach(series -> series.substring(series.indexOf('{') + 1, series.length() - 1)
                        .replaceAll("=\"[^\"]*\"", "")
                        .lines()
                        .flatMap(names -> java.util.Arrays.stream(names.split(",")))
                        .forEach(labels::add));
        labels.remove("le");
        return labels;
    }
}
