package ganflux.local;

import ganflux.ingest.IngestCommand;
import ganflux.ingest.download.DownloadCommand;
import ganflux.local.chaos.ChaosCommand;
import ganflux.monitor.MonitorCommand;
import ganflux.stream.command.CommandRunner;
import ganflux.stream.command.Version;
import ganflux.trainer.DeadLettersCommand;
import ganflux.trainer.GenerateCommand;
import ganflux.trainer.InspectCommand;
import ganflux.trainer.PresetsCommand;
import ganflux.trainer.ReconcileCommand;
import ganflux.trainer.TrainCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ganflux}: all commands. */
@Command(
        name = "ganflux",
        description = "Train GANs continuously on images as they arrive.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        subcommands = {
            LocalCommand.class,
            IngestCommand.class,
            DownloadCommand.class,
            TrainCommand.class,
            MonitorCommand.class,
            GenerateCommand.class,
            PresetsCommand.class,
            InspectCommand.class,
            DeadLettersCommand.class,
            ReconcileCommand.class,
            ChaosCommand.class
        },
        footer = {
            "",
            "Each command has a --help of its own, as have bench, cluster, cluster-master and cluster-worker, where they come"
                    + " along. Start with 'ganflux local'."
        })
public final class Launcher implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version of Ganflux and of Java and exit.")
    boolean version;

    /** Runs the command in {@code args} and exits with its code: 0 done, 1 failure, 2 usage. */
    public static void main(String[] args) {
        System.exit(CommandRunner.run(new Launcher(), args));
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
