package ganflux.stream.command;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach Kafka; a picocli mixin of every command that is a client of a broker. */
public final class KafkaOptions {
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\\w+://)?(?:\\[[0-9a-fA-F:.%]+]|[^\\s:,/\\[\\]]+):(\\d{1,5})");

    @Option(
            names = "--bootstrap",
            required = true,
            paramLabel = "HOST:PORT[,...]",
            description = "Kafka brokers to start from.")
    public String bootstrap = "";

    @Option(
            names = "--kafka",
            paramLabel = "FILE",
            description = "Java properties file handed to every Kafka client as it is, for TLS, SASL and the like.")
    public @Nullable Path file;

    /** Properties for any Kafka client: those of {@code --kafka}, and {@code bootstrap.servers}. */
    public Map<String, String> clientProperties() {
        requireAddresses();
        Map<String, String> properties = new HashMap<>();
        if (file != null) {
            Properties read = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                read.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new UserError(
                        "--kafka " + file + " cannot be read: " + e.getMessage()
                                + "; give a Java properties file with Kafka client" + " settings",
                        e);
            }
            read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        }
        properties.put("bootstrap.servers", bootstrap);
        return properties;
    }

    private void requireAddresses() {
        for (String address : bootstrap.split(",", -1)) {
            Matcher match = ADDRESS.matcher(address.strip());
            if (!match.matches() || Integer.parseInt(match.group(1)) > Ports.HIGHEST) {
                throw new UsageError("--bootstrap must be HOST:PORT, or several with commas, but is '" + bootstrap
                        + "'; a port is 1 to " + Ports.HIGHEST);
            }
        }
    }
}
