package ganflux.trainer;

import ganflux.stream.OnGap;
import ganflux.stream.Order;
import ganflux.stream.Topics;
import ganflux.stream.command.UsageError;
import ganflux.trainer.ReactionPolicy.KeepBest;
import ganflux.trainer.ReactionPolicy.OnAlarm;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Precision;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** How a run is trained; a picocli mixin of {@code train} and {@code local}. */
public final class RunOptions {
    @Option(
            names = "--preset",
            paramLabel = "NAME|FILE.yaml",
            defaultValue = "mlp-mnist",
            description = "GAN to train, see 'ganflux presets', or a file with one of your own, see docs/PRESETS.md"
                    + " (default: ${DEFAULT-VALUE}).")
    public String preset = "mlp-mnist";

    @Option(
            names = "--run",
            paramLabel = "NAME",
            defaultValue = "main",
            description = "Name of the run in reports and metrics (default: ${DEFAULT-VALUE}).")
    public String run = "main";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of weights, noise, dropout and made-up data (default: ${DEFAULT-VALUE}).")
    public long seed = 1;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "0",
            description = "Stop when the run has made this many steps; 0 goes on for ever (default: ${DEFAULT-VALUE}).")
    public long steps;

    @Option(
            names = "--engine",
            paramLabel = "KIND",
            defaultValue = "auto",
            description =
                    "What executes the networks: auto, reference (stock DL4J) or fast (oneDNN) (default: ${DEFAULT-VALUE}).")
    public EngineKind engine = EngineKind.AUTO;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of the mathematics; 0 for one on each processor (default: ${DEFAULT-VALUE}).")
    public int threads;

    @Option(
            names = "--precision",
            paramLabel = "float32|bf16",
            defaultValue = "float32",
            description =
                    "Numbers in which the fast engine multiplies: bf16 has 16 bits and is faster where the processor has it;"
                            + " weights, sums and updates stay float32 (default: ${DEFAULT-VALUE}).")
    public Precision precision = Precision.FLOAT32;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "STEPS",
            defaultValue = "500",
            description = "Steps between checkpoints; there is always one at the end (default: ${DEFAULT-VALUE}).")
    public int checkpointEvery = 500;

    @Option(
            names = "--keep-checkpoints",
            paramLabel = "N",
            defaultValue = "3",
            description = "Newest checkpoints to keep (default: ${DEFAULT-VALUE}).")
    public int checkpointsKept = 3;

    @Option(
            names = "--sample-interval",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "Time between two sets of sample images (default: ${DEFAULT-VALUE}).")
    public double sampleSeconds = 2;

    @Option(
            names = "--buffer-mib",
            paramLabel = "MIB",
            defaultValue = "64",
            description = "Bound of the image bytes polled from Kafka and not trained yet (default: ${DEFAULT-VALUE}).")
    public int bufferMib = 64;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = Topics.IMAGES,
            description = "Topic of the images (default: ${DEFAULT-VALUE}).")
    public String topic = Topics.IMAGES;

    @Option(
            names = "--order",
            paramLabel = "arrival|strict",
            defaultValue = "arrival",
            description =
                    "How several partitions are mixed: as their batches arrive; or strict, by the batches' sequence, which"
                            + " makes a resumed run bit-identical, and waits until every partition has a batch"
                            + " (default: ${DEFAULT-VALUE}).")
    public Order order = Order.ARRIVAL;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            defaultValue = "ganflux-trainer",
            description =
                    "Consumer group whose offsets mirror the progress, for lag tools; what counts is the checkpoint"
                            + " (default: ${DEFAULT-VALUE}).")
    public String group = "ganflux-trainer";

    @Option(
            names = "--checkpoint-patience",
            paramLabel = "MINUTES",
            defaultValue = "15",
            description = "Stop when checkpoints have failed for so long (default: ${DEFAULT-VALUE}).")
    public double patienceMinutes = 15;

    @Option(
            names = "--max-non-finite",
            paramLabel = "STEPS",
            defaultValue = "3",
            description =
                    "Steps in a row with a NaN or an infinity, none of which is applied, after which the weights go back"
                            + " to the newest checkpoint; the second time training stops (default: ${DEFAULT-VALUE}).")
    public int maxNonFinite = 3;

    @Option(
            names = "--on-gap",
            paramLabel = "stop|continue",
            defaultValue = "stop",
            description =
                    "Where Kafka has deleted records that were not trained, or the topic was created anew: stop, or"
                            + " count them and continue with the oldest record (default: ${DEFAULT-VALUE}).")
    public OnGap onGap = OnGap.STOP;

    @Option(
            names = "--max-dead-per-minute",
            paramLabel = "N",
            defaultValue = "600",
            description =
                    "Records that cannot be used are put aside, see 'ganflux dead-letters'; more within a minute stop"
                            + " the training (default: ${DEFAULT-VALUE}).")
    public int maxDeadPerMinute = 600;

    @Option(
            names = "--on-alarm",
            paramLabel = "none|stop|rollback",
            defaultValue = "none",
            description =
                    "When the monitor raises one of --alarms: only show it, stop after a checkpoint, or go back to the"
                            + " best checkpoint, three times at most (default: ${DEFAULT-VALUE}).")
    public OnAlarm onAlarm = OnAlarm.NONE;

    @Option(
            names = "--alarms",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "ModeCollapse",
            description = "Alarms that --on-alarm reacts to, see docs/RUNBOOK.md (default: ${DEFAULT-VALUE}).")
    public List<String> alarms = List.of("ModeCollapse");

    @Option(
            names = "--keep-best",
            paramLabel = "none|coverage|frechet|scores",
            defaultValue = "frechet",
            description =
                    "Keep the checkpoint of the largest coverage or the smallest Frechet distance in checkpoints/best,"
                            + " as the monitor measures them; or of the scores D(x) and D(G(z)) nearest to a half, which"
                            + " the trainer measures after each step (default: ${DEFAULT-VALUE}).")
    public KeepBest keepBest = KeepBest.FRECHET;

    /** What {@code --preset} names. */
    public Preset preset() {
        return Presets.of(preset);
    }

    /**
     * These options as a trainer's configuration.
     *
     * @throws UsageError where they do not go together
     */
    public TrainerConfig config(Map<String, String> client, Path directory, Map<String, String> configuration) {
        if (keepBest == KeepBest.SCORES && !preset().game().loss().hasScores()) {
            throw new UsageError("--keep-best scores does not go with --preset " + preset().name()
                    + ", whose loss has no scores; give none, coverage or frechet");
        }
        return new TrainerConfig(
                client,
                topic,
                preset(),
                directory,
                run,
                seed,
                new EngineOptions(engine, threads, precision),
                steps,
                checkpointEvery,
                checkpointsKept,
                Duration.ofMillis(Math.round(sampleSeconds * 1000)),
                (long) bufferMib << 20,
                group,
                order,
                new FaultPolicy(
                        maxNonFinite, onGap, maxDeadPerMinute, Duration.ofMillis(Math.round(patienceMinutes * 60_000))),
                new ReactionPolicy(onAlarm, Set.copyOf(alarms), keepBest),
                configuration);
    }
}
