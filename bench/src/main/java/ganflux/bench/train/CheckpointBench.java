package ganflux.bench.train;

import ganflux.bench.BenchOptions;
import ganflux.bench.Comparison;
import ganflux.broker.BrokerProcess;
import ganflux.stream.Topics;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.TrainerConfig;
import ganflux.trainer.TrainerService;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "mlp-mnist",
            description = "GAN to train (default: ${DEFAULT-VALUE}).")
    String preset = "mlp-mnist";

    @Option(
            names = "--engine",
            paramLabel = "KIND",
            defaultValue = "auto",
            description = "auto, reference or fast (default: ${DEFAULT-VALUE}).")
    EngineKind engine = EngineKind.AUTO;

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

    private int runs;

    @Override
    public Integer call() throws Exception {
        Preset chosen = Presets.named(preset);
        Path directory = Files.createTempDirectory("ganflux-checkpoint");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("kafka"))) {
            Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrap());
            int images = AlternatingStep.imagesPerStep(chosen);
            int trial = 300;
            FeedBench.fill(client, (long) trial * images);
            run(client, chosen, directory, trial, Integer.MAX_VALUE); // warms up
            double rate = run(client, chosen, directory, trial, Integer.MAX_VALUE);
            int every = (int) Math.max(1, Math.round(rate * interval));
            // The last checkpoint has as long to be written as the others.
            int steps = every * checkpoints + every;
            System.out.printf("a checkpoint every %,d steps, %,d steps in a round%n", every, steps);
            FeedBench.fill(client, (long) steps * images);
            return options.report(List.of(Comparison.run(
                    "checkpoint " + chosen.name() + " every " + interval + " s",
                    "steps/s",
                    TARGET,
                    options.rounds,
                    () -> run(client, chosen, directory, steps, Integer.MAX_VALUE),
                    () -> run(client, chosen, directory, steps, every))));
        }
    }

    private double run(Map<String, String> client, Preset chosen, Path directory, int steps, int every)
            throws Exception {
        TrainerConfig config = new TrainerConfig(
                client,
                Topics.IMAGES,
                chosen,
                directory.resolve("run-" + runs++),
                "checkpoint",
                1,
                new EngineOptions(engine, 0),
                steps,
                every,
                3,
                Duration.ofSeconds(2),
                64L << 20,
                "checkpoint",
                Map.of());
        FeedBench.Stopwatch watch = new FeedBench.Stopwatch(1);
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, report -> watch.step())) {
            trainer.start();
            trainer.done().get();
        }
        return watch.rate();
    }
}
