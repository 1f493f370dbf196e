package ganflux.bench.step;

import java.util.Arrays;
import java.util.List;

/**
 * One step of one side.
 *
 * @param wallMs by the clock
 * @param cpuMs of all threads of the process; tells more than the clock where other processes want the same cores
 */
record Timing(double wallMs, double cpuMs) {
    /** Reads {@code wall/cpu} pairs, divided by blanks. */
    static List<Timing> parse(String line) {
        return Arrays.stream(line.split(" "))
                .map(pair -> {
                    int slash = pair.indexOf('/');
                    return new Timing(
                            Double.parseDouble(pair.substring(0, slash)),
                            Double.parseDouble(pair.substring(slash + 1)));
                })
                .toList();
    }
}
