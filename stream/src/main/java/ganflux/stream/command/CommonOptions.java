package ganflux.stream.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command has; a picocli mixin. */
public final class CommonOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Java properties file with options, such as steps=3000. The command line and GANFLUX_* environment variables"
                            + " (--http-port is GANFLUX_HTTP_PORT) come before it.")
    public @Nullable Path config;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    boolean help;
}
