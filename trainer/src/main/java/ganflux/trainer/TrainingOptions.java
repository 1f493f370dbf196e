package ganflux.trainer;

import ganflux.stream.command.HttpOptions;
import ganflux.stream.command.KafkaOptions;
import ganflux.stream.command.StopOptions;
import ganflux.stream.service.ServiceEndpoint;
import ganflux.stream.service.ServiceMeters;
import ganflux.stream.service.StopSignal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that train as a service of their own, and how such a service runs; a picocli mixin. */
public final class TrainingOptions {
    private static final long LOOK_MS = 200;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "Directory of the run: checkpoints and configuration. An existing run goes on.")
    private Path directory = Path.of("");

    /** What and how to train. */
    @Mixin
    public final RunOptions run = new RunOptions();

    @Mixin
    private final StopOptions stop = new StopOptions();

    @Mixin
    private final HttpOptions http = new HttpOptions();

    /** The options' meaning, kept with the command's whole {@code configuration}. */
    public TrainerConfig config(Map<String, String> configuration) {
        return run.config(kafka.clientProperties(), directory, configuration);
    }

    /** Has signals end the service in order from now on. */
    public void installStop() {
        StopSignal.install(stop.checked());
    }

    /**
     * Trains until it is done or a signal asks for the end, with metrics and health on HTTP, and tells {@code out} how it goes.
     *
     * @param training made with the service's meters and what wants to know of steps
     * @return the exit code 0
     */
    public int serve(BiFunction<ServiceMeters, ProgressLine, Training> training, PrintStream out)
            throws InterruptedException {
        ProgressLine progress = ProgressLine.to(out);
        try (ServiceMeters meters = new ServiceMeters();
                Training trainer = training.apply(meters, progress);
                ServiceEndpoint endpoint =
                        ServiceEndpoint.start(http, meters.registry(), trainer::health, routes -> {})) {
            out.println("metrics and health on http://" + http.host + ":" + endpoint.port());
            trainer.start();
            out.printf("training on the images of %s at %s, as they come%n", run.topic, kafka.bootstrap);
            while (!StopSignal.await(LOOK_MS) && !trainer.done().isDone()) {
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
