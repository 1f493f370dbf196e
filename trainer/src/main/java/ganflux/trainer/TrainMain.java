package ganflux.trainer;

import ganflux.stream.command.CommandRunner;

/** The trainer as a process of its own. */
public final class TrainMain {
    private TrainMain() {}

    /** Runs {@code train} with {@code args} and exits with its code. */
    public static void main(String[] args) {
        System.exit(CommandRunner.run(new TrainCommand(), args));
    }
}
