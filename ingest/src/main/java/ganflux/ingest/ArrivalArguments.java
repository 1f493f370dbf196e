package ganflux.ingest;

import ganflux.ingest.source.ArrivalOptions;
import ganflux.ingest.source.UploadOptions;
import ganflux.stream.command.UsageError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How images arrive: the options of a picocli mixin for every command that takes {@code --data}. */
public final class ArrivalArguments {
    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Directory for what images that arrive need over a restart: the numbers of files and labels"
                    + " (default: .ganflux in a watched folder, else nothing is kept).")
    private @Nullable Path state;

    @Option(
            names = "--settle",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "A file in a watched folder is read when it has not changed for so long"
                    + " (default: ${DEFAULT-VALUE}).")
    private double settle = ArrivalOptions.DEFAULT_SETTLE.toSeconds();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = UploadOptions.DEFAULT_LISTEN,
            description = "Where --data http takes images; port 0 picks a free one (default: ${DEFAULT-VALUE}).")
    private String listen = UploadOptions.DEFAULT_LISTEN;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the token that --data http asks for: Authorization: Bearer TOKEN"
                    + " (default: none is asked for).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--max-request-mib",
            paramLabel = "MIB",
            defaultValue = "" + UploadOptions.DEFAULT_REQUEST_MIB,
            description = "Most MiB of a request, and of what its archive unpacks to (default: ${DEFAULT-VALUE}).")
    private int requestMib = UploadOptions.DEFAULT_REQUEST_MIB;

    @Option(
            names = "--max-request-images",
            paramLabel = "N",
            defaultValue = "" + UploadOptions.DEFAULT_REQUEST_IMAGES,
            description = "Most images of a request (default: ${DEFAULT-VALUE}).")
    private int requestImages = UploadOptions.DEFAULT_REQUEST_IMAGES;

    @Option(
            names = "--request-buffer-mib",
            paramLabel = "MIB",
            defaultValue = "0",
            description = "MiB of requests not answered yet; above, clients are told to come back later; 0 is a quarter"
                    + " of Java's memory, but at most " + UploadOptions.MOST_USUAL_BUFFER_MIB
                    + " (default: ${DEFAULT-VALUE}).")
    private int bufferMib;

    /**
     * What the options say.
     *
     * @param usualState the directory where {@code --state} names none
     * @throws UsageError where an option cannot be meant
     */
    public ArrivalOptions options(Optional<Path> usualState) {
        if (!(settle >= 0 && settle <= Duration.ofDays(1).toSeconds())) {
            throw new UsageError("--settle " + settle + " must be a number of seconds, 0 to 86400");
        }
        return new ArrivalOptions(
                Optional.ofNullable(state).or(() -> usualState),
                Duration.ofMillis(Math.round(settle * 1000)),
                new UploadOptions(listen, Optional.ofNullable(tokenFile), requestMib, requestImages, bufferMib));
    }
}
