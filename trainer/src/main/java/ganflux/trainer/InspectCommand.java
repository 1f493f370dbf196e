package ganflux.trainer;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import ganflux.stream.TerminalText;
import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.UserError;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.SourceProgress;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ganflux inspect}: what a run's newest checkpoint holds, and whether all of them are whole. */
@Command(
        name = "inspect",
        description = "Show a run's newest checkpoint, or check the files of all.",
        sortOptions = false)
public final class InspectCommand implements Callable<Integer> {
    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Directory of the run.")
    private Path directory = Path.of("");

    @Option(
            names = "--verify",
            description = "Compare the files of every checkpoint with the hashes in its manifest; exit code 1 where one"
                    + " is damaged.")
    private boolean verify;

    @Option(names = "--json", description = "Answer in JSON: the manifest, or with --verify a list of checkpoints.")
    private boolean json;

    @Option(names = "--preset", description = "Print what the run trains as a file for --preset, and nothing else.")
    private boolean preset;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws InvalidProtocolBufferException {
        PrintStream out = System.out;
        if (verify) {
            return verify(out);
        }
        CheckpointManifest manifest = newest(directory).latestManifest().orElseThrow(() -> none(directory));
        if (preset) {
            out.print(Continuation.preset(manifest).about().yaml());
            return 0;
        }
        if (json) {
            out.println(JsonFormat.printer().print(manifest));
            return 0;
        }
        out.printf("run            %s%n", manifest.getRunId());
        out.printf("preset         %s%n", manifest.getPreset());
        out.printf("seed           %d%n", manifest.getSeed());
        out.printf("step           %,d%n", manifest.getStep());
        out.printf("images seen    %,d%n", manifest.getImagesSeen());
        out.printf("written        %s%n", Instant.ofEpochMilli(manifest.getCreatedAtMs()));
        out.printf("start          %d%n", manifest.getEpoch());
        out.printf("engine         %s, %d threads%n", manifest.getEngine(), manifest.getThreads());
        out.printf("topic          %s, id %s%n", manifest.getTopic(), manifest.getTopicId());
        manifest.getPositionsList()
                .forEach(p -> out.printf(
                        "partition %-4d next offset %,d, image %d%n", p.getPartition(), p.getOffset(), p.getCursor()));
        manifest.getSourcesList()
                .forEach(source -> out.printf(
                        "source         %s, batches %s%n", TerminalText.clean(source.getSourceId()), trained(source)));
        manifest.getFilesList()
                .forEach(file -> out.printf(
                        "file           %s, %,d bytes, sha256 %s%n",
                        file.getName(), file.getSizeBytes(), file.getSha256()));
        new TreeMap<>(manifest.getConfigurationMap())
                .forEach((name, value) -> out.printf("option         %s=%s%n", name, value));
        return 0;
    }

    private static String trained(SourceProgress source) {
        return source.getTrainedList().stream()
                .map(range -> range.getFirst() + " to " + range.getLast())
                .collect(Collectors.joining(", "));
    }

    /** Tells of every checkpoint, the newest first and the best one last; 1 where one is damaged. */
    private int verify(PrintStream out) throws InvalidProtocolBufferException {
        Map<Path, Optional<String>> all = new LinkedHashMap<>(newest(directory).verify());
        all.putAll(new CheckpointStore(RunDirectory.best(directory), 1).verify());
        if (all.isEmpty()) {
            throw none(directory);
        }
        ListValue.Builder list = ListValue.newBuilder();
        all.forEach((path, damage) -> {
            String name =
                    RunDirectory.checkpoints(directory).relativize(path).toString(); // best/step-... of the best one
            if (json) {
                list.addValuesBuilder()
                        .getStructValueBuilder()
                        .putFields(
                                "checkpoint",
                                Value.newBuilder().setStringValue(name).build())
                        .putFields(
                                "whole",
                                Value.newBuilder()
                                        .setBoolValue(damage.isEmpty())
                                        .build())
                        .putFields(
                                "damage",
                                Value.newBuilder()
                                        .setStringValue(damage.orElse(""))
                                        .build());
            } else {
                out.printf(
                        "%s  %s%n",
                        name,
                        damage.map(what -> "damaged: " + TerminalText.clean(what))
                                .orElse("whole"));
            }
        });
        if (json) {
            out.println(JsonFormat.printer().print(list));
        }
        return all.values().stream().allMatch(Optional::isEmpty) ? 0 : 1;
    }

    /** The checkpoints of a run, to read. */
    static CheckpointStore newest(Path directory) {
        return new CheckpointStore(RunDirectory.checkpoints(directory), Integer.MAX_VALUE);
    }

    static UserError none(Path directory) {
        return new UserError("--dir " + directory + " has no checkpoint; give the directory of a run that has trained");
    }
}
