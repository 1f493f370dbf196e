package ganflux.ingest;

import ganflux.stream.command.CommandRunner;

/** Runs the ingest service alone, without the other services on the class path. */
public final class IngestMain {
    private IngestMain() {}

    /** Takes the options of {@link IngestCommand}. */
    public static void main(String[] args) {
        System.exit(CommandRunner.run(new IngestCommand(), args));
    }
}
