package ganflux.bench;

import ganflux.bench.cluster.ClusterBench;
import ganflux.bench.cluster.WorkersBench;
import ganflux.bench.diversity.DiversityBench;
import ganflux.bench.modes.ModesBench;
import ganflux.bench.presets.PresetsBench;
import ganflux.bench.step.GenerateBench;
import ganflux.bench.step.SoakBench;
import ganflux.bench.step.StepBench;
import ganflux.bench.stream.SinkBench;
import ganflux.bench.stream.SourceBench;
import ganflux.bench.train.CheckpointBench;
import ganflux.bench.train.FeedBench;
import ganflux.bench.train.MonitorBench;
import ganflux.stream.command.CommandRunner;
import ganflux.stream.command.Version;
import picocli.CommandLine.Command;

/** Runs a benchmark by its name. */
@Command(
        name = "bench",
        description = "Compares Ganflux with the plainest way to do the same, in interleaved rounds.",
        subcommands = {
            SourceBench.class,
            SinkBench.class,
            FeedBench.class,
            CheckpointBench.class,
            MonitorBench.class,
            StepBench.class,
            GenerateBench.class,
            DiversityBench.class,
            ModesBench.class,
            PresetsBench.class,
            SoakBench.class,
            ClusterBench.class,
            WorkersBench.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Bench {
    private Bench() {}

    /** Runs the benchmark that the first argument names and exits with its code: 0, or 1 where a target was missed. */
    public static void main(String[] args) {
        System.exit(CommandRunner.run(new Bench(), args));
    }
}
