package ganflux.broker.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Something that a test needs and the machine may lack. The test is then skipped, visibly; where the environment
 * variable {@code GANFLUX_REQUIRE_ALL} is {@code true} it fails instead.
 */
public final class Requirement {
    private static final String REQUIRE_ALL = "GANFLUX_REQUIRE_ALL";

    private Requirement() {}

    /**
     * Lets the test go on only where {@code met} is true.
     *
     * @param missing what is missing and how to get it
     * @throws TestAbortedException which JUnit counts as skipped
     * @throws AssertionError instead, where everything is required
     */
    public static void orSkip(boolean met, String missing) {
        orSkip(met, missing, System.getenv(REQUIRE_ALL));
    }

    static void orSkip(boolean met, String missing, @Nullable String requireAll) {
        if (met) {
            return;
        }
        if ("true".equals(requireAll)) {
            throw new AssertionError(missing + " (" + REQUIRE_ALL + " is true, so this is a failure)");
        }
        System.err.println("SKIPPED TEST: " + missing);
        throw new TestAbortedException(missing);
    }

    /**
     * A file of the directory {@code shared} that lies beside the project's root, such as
     * {@code data/mnist/t10k-images-idx3-ubyte.gz}; without it the test is skipped.
     */
    public static Path sharedFile(String name) {
        Path found = find(Path.of("").toAbsolutePath(), name);
        orSkip(found != null, "no file shared/" + name + " beside the project's root; put it there");
        return found != null ? found : Path.of(name);
    }

    static @Nullable Path find(Path from, String name) {
        for (Path at = from; at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared").resolve(name);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
