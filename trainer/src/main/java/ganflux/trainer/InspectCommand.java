package ganflux.trainer;

import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.UserError;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.v1.CheckpointManifest;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ganflux inspect}: what a run's newest checkpoint holds. */
@Command(name = "inspect", description = "Show a run's newest checkpoint.", sortOptions = false)
public final class InspectCommand implements Callable<Integer> {
    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Directory of the run.")
    private Path directory = Path.of("");

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
        PrintStream out = System.out;
        CheckpointManifest manifest = newest(directory).latestManifest().orElseThrow(() -> none(directory));
        out.printf("run            %s%n", manifest.getRunId());
        out.printf("preset         %s%n", manifest.getPreset());
        out.printf("seed           %d%n", manifest.getSeed());
        out.printf("step           %,d%n", manifest.getStep());
        out.printf("images seen    %,d%n", manifest.getImagesSeen());
        out.printf("written        %s%n", Instant.ofEpochMilli(manifest.getCreatedAtMs()));
        out.printf("topic          %s%n", manifest.getTopic());
        manifest.getPositionsList()
                .forEach(p -> out.printf(
                        "partition %-4d next offset %,d, image %d%n", p.getPartition(), p.getOffset(), p.getCursor()));
        manifest.getFilesList()
                .forEach(file -> out.printf(
                        "file           %s, %,d bytes, sha256 %s%n",
                        file.getName(), file.getSizeBytes(), file.getSha256()));
        new TreeMap<>(manifest.getConfigurationMap())
                .forEach((name, value) -> out.printf("option         %s=%s%n", name, value));
        return 0;
    }

    /** The checkpoints of a run, to read. */
    static CheckpointStore newest(Path directory) {
        return new CheckpointStore(RunDirectory.checkpoints(directory), Integer.MAX_VALUE);
    }

    static UserError none(Path directory) {
        return new UserError("--dir " + directory + " has no checkpoint; give the directory of a run that has trained");
    }
}
