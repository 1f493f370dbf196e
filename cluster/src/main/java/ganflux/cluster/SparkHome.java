package ganflux.cluster;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where Spark looks for its own jars when it starts an executor. It finds none: executors have Ganflux's class path, with Spark's
 * classes in it.
 */
final class SparkHome {
    private SparkHome() {}

    /** Makes the directory, of the environment's {@code SPARK_HOME}, as Spark wants it to be. */
    static void prepare() {
        String home = System.getenv("SPARK_HOME");
        if (home == null) {
            throw new UserError(
                    "SPARK_HOME is not set, but executors start there; start by './ganflux', which sets it, or"
                            + " set it to an empty directory");
        }
        try {
            Files.createDirectories(Path.of(home, "jars"));
        } catch (IOException e) {
            throw new UserError(
                    "SPARK_HOME " + home + " cannot be made (" + e + "); set it to a directory of yours", e);
        }
    }
}
