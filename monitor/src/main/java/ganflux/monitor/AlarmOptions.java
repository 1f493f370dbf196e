package ganflux.monitor;

import ganflux.stream.command.UsageError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where alarms go besides metrics, page and Kafka; a picocli mixin of {@code monitor} and {@code local}. */
public final class AlarmOptions {
    @Option(
            names = "--webhook",
            paramLabel = "URL",
            description = "Post each alarm as JSON to this http or https address (default: none).")
    public @Nullable String webhook;

    /** The address; a mistake is answered in the terms of the command line. */
    public Optional<URI> webhookUri() {
        String text = webhook;
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            // Answered below.
        }
        throw new UsageError("--webhook must be an http or https address but got '" + text
                + "'; for example http://127.0.0.1:9000/alarms");
    }
}
