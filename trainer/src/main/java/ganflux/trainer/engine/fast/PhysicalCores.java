package ganflux.trainer.engine.fast;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The number of cores that can compute at once: two hardware threads of one core share its multipliers, and a second
 * OpenMP thread on them only slows the first.
 */
final class PhysicalCores {
    private static final Path CPUS = Path.of("/sys/devices/system/cpu");

    private PhysicalCores() {}

    /** Those that the process may use; where the machine does not tell, its logical processors. */
    static int count() {
        int available = Runtime.getRuntime().availableProcessors();
        Set<String> siblings = new HashSet<>();
        try (DirectoryStream<Path> cpus = Files.newDirectoryStream(CPUS, "cpu[0-9]*")) {
            for (Path cpu : cpus) {
                siblings.add(Files.readString(cpu.resolve("topology/thread_siblings_list")));
            }
        } catch (IOException e) {
            return available;
        }
        return siblings.isEmpty() ? available : Math.min(available, siblings.size());
    }
}
