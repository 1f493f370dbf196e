package ganflux.stream;

import ganflux.stream.command.UserError;
import java.util.Optional;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/** What to tell a user whom a broker does not let in, or whose client does not trust the broker. */
public final class Refusal {
    private Refusal() {}

    /**
     * The answer to {@code failure}; empty where it is something else than a refusal.
     *
     * @param bootstrap as the user gave it
     */
    public static Optional<UserError> explain(Throwable failure, String bootstrap) {
        String broker = "the broker at --bootstrap " + bootstrap;
        if (failure instanceof SslAuthenticationException) {
            return Optional.of(new UserError(
                    "no TLS with " + broker + ": " + innermost(failure)
                            + "; the trust store that --kafka names must have its certificate, and the certificate this"
                            + " address",
                    failure));
        }
        if (failure instanceof AuthenticationException || failure instanceof AuthorizationException) {
            return Optional.of(new UserError(
                    broker + " refuses this client: " + failure.getMessage()
                            + "; give its credentials in a file with --kafka",
                    failure));
        }
        return Optional.empty();
    }

    /** What is at the root of a failure: Kafka's outer exceptions say that a client could not be made. */
    static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
