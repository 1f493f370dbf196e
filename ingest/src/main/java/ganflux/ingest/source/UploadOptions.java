package ganflux.ingest.source;

import ganflux.stream.command.Ports;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How images are taken over HTTP, and what bounds one request and all together.
 *
 * @param listen address and port, {@code HOST:PORT}; port 0 picks a free one
 * @param tokenFile holds the token that a client must show; empty where anyone may send
 * @param requestMib most MiB of a request's body, and of what an archive unpacks to
 * @param requestImages most images of a request
 * @param bufferMib MiB of requests that are not answered yet; above, a request is told to come back later; 0 for a quarter
 *     of the heap, but no more than {@value #MOST_USUAL_BUFFER_MIB} and room for one request
 */
public record UploadOptions(String listen, Optional<Path> tokenFile, int requestMib, int requestImages, int bufferMib) {
    /** Only this machine, as no one is asked for a token by default. */
    public static final String DEFAULT_LISTEN = "127.0.0.1:8090";

    /** Many images at once, and yet a fraction of the usual heap. */
    public static final int DEFAULT_REQUEST_MIB = 32;

    /** Enough for the small images that fill a request. */
    public static final int DEFAULT_REQUEST_IMAGES = 10_000;

    /** Several of the largest requests. */
    public static final int MOST_USUAL_BUFFER_MIB = 128;

    private static final int MOST_MIB = 1024;

    /** Checks the ranges. */
    public UploadOptions {
        int colon = listen.lastIndexOf(':');
        if (colon < 1 || !listen.substring(colon + 1).matches("[0-9]{1,5}") || port(listen) > Ports.HIGHEST) {
            throw new UsageError("--listen '" + listen + "' must be HOST:PORT, such as " + DEFAULT_LISTEN
                    + " or 0.0.0.0:8090; port 0 picks a free one");
        }
        require(requestMib >= 1 && requestMib <= MOST_MIB, "--max-request-mib " + requestMib + " must be 1 to 1024");
        require(requestImages >= 1, "--max-request-images " + requestImages + " must be at least 1");
        require(
                bufferMib == 0 || (bufferMib >= requestMib && bufferMib <= MOST_MIB),
                "--request-buffer-mib " + bufferMib + " must be at least --max-request-mib " + requestMib
                        + " and at most 1024, or 0 for the usual");
    }

    /** The defaults. */
    public static UploadOptions defaults() {
        return new UploadOptions(DEFAULT_LISTEN, Optional.empty(), DEFAULT_REQUEST_MIB, DEFAULT_REQUEST_IMAGES, 0);
    }

    /** These options with another address. */
    public UploadOptions withListen(String hostAndPort) {
        return new UploadOptions(hostAndPort, tokenFile, requestMib, requestImages, bufferMib);
    }

    /** These options with the file of a token. */
    public UploadOptions withTokenFile(Path file) {
        return new UploadOptions(listen, Optional.of(file), requestMib, requestImages, bufferMib);
    }

    /**
     * Bytes of requests that may be held.
     *
     * @throws UserError where Java has not twice as much memory
     */
    long bufferBytes() {
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        long usual = Math.max(requestMib, Math.min(MOST_USUAL_BUFFER_MIB, heap / 4));
        long mib = bufferMib == 0 ? usual : bufferMib;
        if (2 * mib > heap) {
            throw new UserError((bufferMib == 0 ? "--max-request-mib " : "--request-buffer-mib ") + mib
                    + " is more than half of the " + heap + " MiB that Java may use; give less, or more memory (-Xmx)");
        }
        return mib << 20;
    }

    /** The address to listen on. */
    String host() {
        String host = listen.substring(0, listen.lastIndexOf(':'));
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** The address as it stands in a URL, where IPv6 has brackets. */
    String hostInUrl() {
        return listen.substring(0, listen.lastIndexOf(':'));
    }

    /** The port to listen on; 0 for a free one. */
    int port() {
        return port(listen);
    }

    private static int port(String listen) {
        return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
    }

    private static void require(boolean met, String message) {
        if (!met) {
            throw new UsageError(message);
        }
    }
}
