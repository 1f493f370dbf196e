package ganflux.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every benchmark has, and how its results are told; a picocli mixin. */
public final class BenchOptions {
    @Option(
            names = "--rounds",
            defaultValue = "7",
            paramLabel = "N",
            description = "Rounds to measure, each with both sides (default: ${DEFAULT-VALUE}).")
    public int rounds = 7;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the results to this file.")
    @Nullable
    Path json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    boolean help;

    /**
     * Prints the comparisons and writes them to {@code --json}.
     *
     * @return the exit code: 0, or 1 where a target was missed
     */
    public int report(List<Comparison> comparisons) throws IOException {
        comparisons.forEach(comparison -> System.out.println(comparison.line()));
        if (json != null) {
            Files.writeString(
                    json, comparisons.stream().map(Comparison::json).collect(Collectors.joining(",\n ", "[", "]\n")));
        }
        return comparisons.stream().allMatch(Comparison::reached) ? 0 : 1;
    }
}
