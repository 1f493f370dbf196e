package ganflux.bench.train;

import ganflux.bench.BenchBroker;
import ganflux.ingest.Flow;
import ganflux.ingest.IngestConfig;
import ganflux.ingest.IngestService;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.Order;
import ganflux.stream.Topics;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.FaultPolicy;
import ganflux.trainer.ReactionPolicy;
import ganflux.trainer.TrainerConfig;
import ganflux.trainer.TrainerService;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is trained, and a trainer's run on a topic of drawn digits; a picocli mixin. */
final class Training {
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

    private int runs;

    Preset preset() {
        return Presets.named(preset);
    }

    EngineOptions engine() {
        return new EngineOptions(engine, 0);
    }

    /** What is done with a broker's client properties and a directory for runs. */
    interface Work {
        int on(Map<String, String> client, Path directory) throws Exception;
    }

    /** Does it on a broker of its own, and removes what that leaves. */
    static int onBroker(Work work) throws Exception {
        try (BenchBroker broker = BenchBroker.start()) {
            return work.on(broker.client(), broker.directory());
        }
    }

    /** Fills the topic of the images. */
    static void fill(Map<String, String> client, long images) throws Exception {
        IngestConfig config = IngestConfig.of(client, DataSpec.parse("digits"), "bench")
                .withFlow(Flow.unlimited().withAhead(images))
                .withSource(SourceOptions.defaults());
        try (ServiceMeters meters = new ServiceMeters();
                IngestService ingest = new IngestService(config, meters)) {
            ingest.start();
            while (ingest.stats().nextIndex() < images) {
                Thread.sleep(50);
            }
        }
    }

    /** Steps of {@link #pace}. */
    static final int TRIAL = 300;

    /** Steps/s of a short run, after another that warms up: what a benchmark sizes its rounds by. */
    double pace(Map<String, String> client, Path directory, int warmUp) throws Exception {
        fill(client, (long) TRIAL * AlternatingStep.imagesPerStep(preset()));
        fresh(client, directory, TRIAL, Integer.MAX_VALUE, warmUp);
        return fresh(client, directory, TRIAL, Integer.MAX_VALUE, warmUp);
    }

    /** As {@link #run}, a run of its own below {@code directory}, from the first step and the first image. */
    double fresh(Map<String, String> client, Path directory, long steps, int checkpointEvery, int warmUp)
            throws Exception {
        return run(client, directory.resolve("run-" + runs++), steps, checkpointEvery, warmUp);
    }

    /**
     * Goes on with the run in {@code directory}, or begins it, up to step {@code until}.
     *
     * @param checkpointEvery steps between checkpoints
     * @param warmUp steps before the clock starts
     * @return steps/s
     */
    double run(Map<String, String> client, Path directory, long until, int checkpointEvery, int warmUp)
            throws Exception {
        TrainerConfig config = new TrainerConfig(
                client,
                Topics.IMAGES,
                preset(),
                directory,
                "bench",
                1,
                engine(),
                until,
                checkpointEvery,
                3,
                Duration.ofSeconds(2),
                64L << 20,
                "bench",
                Order.ARRIVAL,
                FaultPolicy.DEFAULT,
                ReactionPolicy.DEFAULT,
                Map.of());
        Stopwatch watch = new Stopwatch(warmUp);
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, report -> watch.step())) {
            trainer.start();
            trainer.done().get();
        }
        return watch.rate();
    }
}
