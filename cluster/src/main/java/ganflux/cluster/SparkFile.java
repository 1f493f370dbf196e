package ganflux.cluster;

import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The file of {@code --spark}: Spark's properties, the secret among them by which master, workers and driver know each other. All have
 * the same one.
 */
final class SparkFile {
    private static final int SECRET_BYTES = 32;

    /** What Spark asks of the environment. */
    private static final List<String> LISTENERS = List.of("SPARK_LOCAL_IP", "SPARK_LOCAL_HOSTNAME");

    private SparkFile() {}

    /**
     * Spark's properties in {@code file}; none where there is no file.
     *
     * @throws UsageError where it cannot be read, or holds a property that is not Spark's
     */
    static Map<String, String> read(@Nullable Path file) {
        Map<String, String> settings = new HashMap<>();
        if (file == null) {
            return settings;
        }
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageError("--spark " + file + " cannot be read (" + e + "); give a Java properties file");
        }
        for (String name : read.stringPropertyNames()) {
            if (!name.startsWith("spark.")) {
                throw new UsageError("--spark " + file + " has '" + name
                        + "', but Spark's properties begin with spark.; correct it");
            }
            settings.put(name, read.getProperty(name));
        }
        return settings;
    }

    /**
     * Writes {@code file} with a new secret where there is none yet; its owner alone may read it.
     *
     * @return whether it was written
     */
    static boolean create(Path file) {
        if (Files.exists(file)) {
            return false;
        }
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        String content = """
                # Master, workers and driver of a cluster have the same of these.
                spark.authenticate=true
                spark.authenticate.secret=%s
                spark.network.crypto.enabled=true
                spark.network.crypto.cipher=AES/GCM/NoPadding
                """.formatted(HexFormat.of().formatHex(secret));
        try {
            Path directory = file.toAbsolutePath().getParent();
            Path made = Files.createTempFile(directory, "spark", ".tmp"); // which its owner alone may read
            Files.writeString(made, content);
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            throw new UserError(
                    "--spark " + file + " cannot be written (" + e.getClass().getName()
                            + "); name a file in a directory of yours",
                    e);
        }
    }

    /**
     * Checks that who reaches this process from elsewhere must know the secret: Spark lets whoever reaches it run programs.
     *
     * @param option which named the host
     * @param host where this process listens
     * @param settings Spark's properties
     */
    static void requireSecret(String option, String host, Map<String, String> settings) {
        String authenticate = settings.get("spark.authenticate");
        if ("true".equals(authenticate)) {
            if (settings.getOrDefault("spark.authenticate.secret", "").isBlank()) {
                throw new UsageError("--spark has spark.authenticate=true but no spark.authenticate.secret; add it");
            }
        } else if (authenticate == null && !isLoopback(option, host)) {
            throw new UsageError(
                    option + " " + host + " is reached from elsewhere, and Spark lets whoever reaches it run"
                            + " programs; give --spark FILE as 'ganflux cluster-master --create-secret' writes it, or"
                            + " spark.authenticate=false in it where everyone there is trusted");
        }
    }

    /** Where Spark's pages listen, which ask nobody for a secret, by the environment: it must say so. */
    static String address(Map<String, String> environment) {
        String address = environment.get("SPARK_LOCAL_IP");
        if (address == null) {
            throw new UserError(
                    "SPARK_LOCAL_IP is not set, and Spark would listen at every address of this machine; start by"
                            + " './ganflux', which sets it, or set it to 127.0.0.1");
        }
        return address;
    }

    /** As {@link #requireSecret(String, String, Map)}, for where the master and the workers of local-cluster listen. */
    static void requireSecret(Map<String, String> environment, Map<String, String> settings) {
        var unused = address(environment);
        for (String name : LISTENERS) {
            String address = environment.get(name);
            if (address != null) {
                requireSecret(name, address, settings);
            }
        }
    }

    private static boolean isLoopback(String option, String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new UserError(
                    option + " " + host + " is not known here; give a name or an address of this machine", e);
        }
    }
}
