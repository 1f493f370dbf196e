package ganflux.monitor;

import ganflux.stream.command.Ports;
import ganflux.stream.command.UsageError;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a monitor is started with.
 *
 * @param client properties of its Kafka clients, {@code bootstrap.servers} among them
 * @param httpHost the address to listen on
 * @param httpPort the port to listen on; 0 picks a free one
 * @param run the run to follow; all of them where empty
 * @param webhook where to post alarms, if anywhere
 * @param history the directory that keeps the grids of fixed noise of every run; in memory where empty
 */
public record MonitorConfig(
        Map<String, String> client,
        String httpHost,
        int httpPort,
        Optional<String> run,
        Optional<URI> webhook,
        Optional<Path> history) {
    /** Checks the values; a mistake is answered in the terms of the command line. */
    public MonitorConfig {
        client = Map.copyOf(client);
        if (client.getOrDefault("bootstrap.servers", "").isBlank()) {
            throw new UsageError("--bootstrap must be HOST:PORT but is empty; name a Kafka broker");
        }
        if (httpPort < 0 || httpPort > Ports.HIGHEST) {
            throw new UsageError(
                    "--http-port must be 0 to " + Ports.HIGHEST + " but got " + httpPort + "; 0 picks a free one");
        }
        if (run.isPresent() && run.get().isBlank()) {
            throw new UsageError("--run must be a run's name but is empty; leave it out to follow every run");
        }
    }

    /** Where the brokers are, as given. */
    String bootstrap() {
        return client.getOrDefault("bootstrap.servers", "");
    }
}
