package ganflux.trainer;

import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.HttpOptions;
import ganflux.stream.command.KafkaOptions;
import ganflux.stream.command.ResolvedConfiguration;
import ganflux.stream.command.StopOptions;
import ganflux.stream.service.ServiceEndpoint;
import ganflux.stream.service.ServiceMeters;
import ganflux.stream.service.StopSignal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ganflux train}: the trainer as a service of its own. */
@Command(name = "train", description = "Train a GAN on the images that arrive on a Kafka topic.", sortOptions = false)
public final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "Directory of the run: checkpoints and configuration. An existing run goes on.")
    private Path directory = Path.of("");

    @Mixin
    private final RunOptions run = new RunOptions();

    @Mixin
    private final StopOptions stop = new StopOptions();

    @Mixin
    private final HttpOptions http = new HttpOptions();

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws InterruptedException {
        StopSignal.install(stop.checked());
        PrintStream out = System.out;
        Map<String, String> configuration = ResolvedConfiguration.of(spec);
        out.println("train " + ResolvedConfiguration.line(configuration));
        TrainerConfig config = run.config(kafka.clientProperties(), directory, configuration);
        ProgressLine progress = ProgressLine.to(out);
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, progress);
                ServiceEndpoint endpoint =
                        ServiceEndpoint.start(http, meters.registry(), trainer::health, routes -> {})) {
            out.println("metrics and health on http://" + http.host + ":" + endpoint.port());
            trainer.start();
            while (!StopSignal.await(200) && !trainer.done().isDone()) {
                // Both ends are waited for: the signal here, the trainer's own beside it.
            }
            trainer.stop();
            long step = trainer.done().join();
            progress.end();
            out.printf("stopped at step %,d; the checkpoint is in %s%n", step, directory);
            return 0;
        }
    }
}
