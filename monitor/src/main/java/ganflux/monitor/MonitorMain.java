package ganflux.monitor;

import ganflux.stream.command.CommandRunner;

/** Runs the monitor alone. */
public final class MonitorMain {
    private MonitorMain() {}

    /** Ends with the exit code of {@link MonitorCommand}. */
    public static void main(String[] args) {
        System.exit(CommandRunner.run(new MonitorCommand(), args));
    }
}
