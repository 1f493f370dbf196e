package ganflux.stream.command;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach Kafka; a picocli mixin of every command that is a client of a broker. */
public final class KafkaOptions {
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
}
