package ganflux.bench.train;

import ganflux.bench.BenchOptions;
import ganflux.bench.Comparison;
import ganflux.monitor.MonitorConfig;
import ganflux.monitor.MonitorService;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The trainer service beside a monitor in the same process, which measures every sample that it has time for, against the
 * trainer alone. Every round is a run of its own on the same images.
 */
@Command(name = "monitor", description = "Training beside a monitor against training alone, in steps/s.")
public final class MonitorBench implements Callable<Integer> {
    private static final double TARGET = .97;
    private static final int WARM_UP = Training.TRIAL / 3;

    @Mixin
    Training training = new Training();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "About how long a side trains in a round (default: ${DEFAULT-VALUE}).")
    int seconds = 20;

    @Mixin
    BenchOptions options = new BenchOptions();

    @Override
    public Integer call() throws Exception {
        return Training.onBroker(this::measure);
    }

    private int measure(Map<String, String> client, Path directory) throws Exception {
        Preset chosen = training.preset();
        int steps = (int) Math.max(Training.TRIAL, training.pace(client, directory, WARM_UP) * seconds);
        System.out.printf("%,d steps in a round%n", steps);
        Training.fill(client, (long) steps * AlternatingStep.imagesPerStep(chosen));
        return options.report(List.of(Comparison.run(
                "monitor beside " + chosen.name(),
                "steps/s",
                TARGET,
                options.rounds,
                () -> run(client, directory, steps),
                () -> monitored(client, directory, steps))));
    }

    private double monitored(Map<String, String> client, Path directory, int steps) throws Exception {
        MonitorConfig config =
                new MonitorConfig(client, "127.0.0.1", 0, Optional.empty(), Optional.empty(), Optional.empty());
        try (ServiceMeters meters = new ServiceMeters();
                MonitorService monitor = new MonitorService(config, meters)) {
            monitor.start();
            return run(client, directory, steps);
        }
    }

    private double run(Map<String, String> client, Path directory, int steps) throws Exception {
        return training.fresh(client, directory, steps, Integer.MAX_VALUE, WARM_UP);
    }
}
