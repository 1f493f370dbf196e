package ganflux.cluster;

import ganflux.stream.command.CommandRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands that need Spark, which is on their class path alone. */
@Command(
        name = "ganflux",
        description = "Train GANs on several machines.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ClusterCommand.class, ClusterMasterCommand.class, ClusterWorkerCommand.class})
public final class Cluster implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command in {@code args} and exits with its code: 0 done, 1 failure, 2 usage. */
    public static void main(String[] args) {
        System.exit(CommandRunner.run(new Cluster(), args));
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
