package ganflux.monitor;

import ganflux.monitor.alarm.Webhook;
import ganflux.stream.command.UsageError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Where alarms go besides metrics, page and Kafka; a picocli mixin of {@code monitor} and {@code local}. */
public final class AlarmOptions {
    @Option(
            names = "--webhook",
            paramLabel = "URL",
            converter = Reader.class,
            description = "Post each alarm as JSON to this http or https address (default: none).")
    private @Nullable Address webhook;

    /** The address, where one is given. */
    public Optional<URI> webhookUri() {
        return webhook == null ? Optional.empty() : webhook.uri();
    }

    /**
     * An address that may hold a token in its path.
     *
     * @param uri empty where the text was blank
     */
    private record Address(Optional<URI> uri) {
        /** As it may be printed and kept with a run. */
        @Override
        public String toString() {
            return uri.map(Webhook::shown).orElse("");
        }
    }

    /** Reads the address; a mistake is answered in the terms of the command line. */
    private static final class Reader implements ITypeConverter<Address> {
        @Override
        public Address convert(String text) {
            if (text.isBlank()) {
                return new Address(Optional.empty());
            }
            try {
                URI uri = new URI(text);
                if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                    return new Address(Optional.of(uri));
                }
            } catch (URISyntaxException e) {
                // Answered below.
            }
            throw new UsageError("--webhook must be an http or https address; for example"
                    + " http://127.0.0.1:9000/alarms"); // what was given may hold a token, and goes into no log
        }
    }
}
