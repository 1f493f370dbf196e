package ganflux.cluster;

import ganflux.stream.command.CommandRunner;

/** Runs {@code ganflux cluster}. */
public final class Cluster {
    private Cluster() {}

    /** Runs the command with its arguments and exits with its code: 0 done, 1 failure, 2 usage. */
    public static void main(String[] args) {
        System.exit(CommandRunner.run(new ClusterCommand(), args));
    }
}
