package ganflux.stream.command;

import picocli.CommandLine.Option;

/** Where a service answers HTTP; a picocli mixin. */
public final class HttpOptions {
    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on for HTTP (default: ${DEFAULT-VALUE}; 0.0.0.0 for all).")
    public String host = "127.0.0.1";

    @Option(
            names = "--http-port",
            paramLabel = "P",
            defaultValue = "8080",
            description = "Port to listen on for HTTP; 0 picks a free one (default: ${DEFAULT-VALUE}).")
    public int port = 8080;
}
