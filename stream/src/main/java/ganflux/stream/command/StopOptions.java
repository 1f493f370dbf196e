package ganflux.stream.command;

import picocli.CommandLine.Option;

/** How long a service may take to stop; a picocli mixin. */
public final class StopOptions {
    @Option(
            names = "--shutdown-timeout",
            paramLabel = "SECONDS",
            defaultValue = "25",
            description =
                    "Where a stop takes longer than this, the process ends as it is, with exit code 1: what is in no checkpoint"
                            + " or not acknowledged is done again at the next start (default: ${DEFAULT-VALUE}).")
    public int seconds = 25;

    /**
     * The time in seconds, checked.
     *
     * @throws UsageError where it is less than 1
     */
    public int checked() {
        if (seconds < 1) {
            throw new UsageError("--shutdown-timeout must be at least 1 but is " + seconds);
        }
        return seconds;
    }
}
