package ganflux.ingest.source;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The token that senders must show, if any. Comparing takes equally long wherever two tokens differ. */
final class BearerToken {
    private static final String SCHEME = "Bearer ";

    private final Optional<byte[]> expected;

    private BearerToken(Optional<byte[]> expected) {
        this.expected = expected;
    }

    /**
     * Reads the token from {@code file}; without a file everyone is let in.
     *
     * @throws UserError where the file cannot be read or is empty
     */
    static BearerToken read(Optional<Path> file) {
        return new BearerToken(file.map(BearerToken::token));
    }

    private static byte[] token(Path file) {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException e) {
            throw new UserError(
                    "--token-file " + file + " cannot be read (" + e + "); give a file that holds a token", e);
        }
        if (token.isEmpty()) {
            throw new UserError("--token-file " + file + " is empty; write a token into it, such as the output of"
                    + " 'openssl rand -hex 32'");
        }
        return token.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a request with this {@code Authorization} may pass. */
    boolean admits(@Nullable String authorization) {
        if (expected.isEmpty()) {
            return true;
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] shown = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected.get(), shown);
    }

    /** Whether a token is asked for. */
    boolean isRequired() {
        return expected.isPresent();
    }
}
