package ganflux.bench.train;

import ganflux.bench.BenchOptions;
import ganflux.bench.Comparison;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The trainer service with a checkpoint now and then against the same without any: what the copies on the training
 * thread and the writing beside it cost. Every round is a run of its own on the same images.
 */
@Command(
        name = "checkpoint",
        description = "Training with a checkpoint at a time interval against training without, in steps/s.")
public final class CheckpointBench implements Callable<Integer> {
    private static final double TARGET = .97;

    @Mixin
    Training training = new Training();

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Time between checkpoints (default: ${DEFAULT-VALUE}).")
    double interval = 30;

    @Option(
            names = "--checkpoints",
            paramLabel = "N",
            defaultValue = "2",
            description = "Checkpoints in a round (default: ${DEFAULT-VALUE}).")
    int checkpoints = 2;

    @Mixin
    BenchOptions options = new BenchOptions();

    @Override
    public Integer call() throws Exception {
        return Training.onBroker(this::measure);
    }

    private int measure(Map<String, String> client, Path directory) throws Exception {
        Preset chosen = training.preset();
        int every = (int) Math.max(1, Math.round(training.pace(client, directory, 1) * interval));
        // The last checkpoint has as long to be written as the others.
        int steps = every * checkpoints + every;
        System.out.printf("a checkpoint every %,d steps, %,d steps in a round%n", every, steps);
        Training.fill(client, (long) steps * AlternatingStep.imagesPerStep(chosen));
        return options.report(List.of(Comparison.run(
                "checkpoint " + chosen.name() + " every " + interval + " s",
                "steps/s",
                TARGET,
                options.rounds,
                () -> training.fresh(client, directory, steps, Integer.MAX_VALUE, 1),
                () -> training.fresh(client, directory, steps, every, 1))));
    }
}
