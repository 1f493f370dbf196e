package ganflux.bench.train;

import ganflux.bench.BenchOptions;
import ganflux.bench.Comparison;
import ganflux.broker.BrokerProcess;
import ganflux.ingest.Flow;
import ganflux.ingest.IngestConfig;
import ganflux.ingest.IngestService;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.Image;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.Topics;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.TrainerConfig;
import ganflux.trainer.TrainerService;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Engines;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The trainer service, fed from a topic that is filled beforehand, against the same steps on images in memory: what the
 * stream, its decoding, the reports and the samples cost.
 */
@Command(name = "feed", description = "Training fed from Kafka against the same steps fed from memory, in steps/s.")
public final class FeedBench implements Callable<Integer> {
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
            names = "--steps",
            paramLabel = "N",
            defaultValue = "1500",
            description = "Measured steps in a round of each side (default: ${DEFAULT-VALUE}).")
    int steps = 1500;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "150",
            description = "Steps before the clock starts, in each round of each side (default: ${DEFAULT-VALUE}).")
    int warmUp = 150;

    @Mixin
    BenchOptions options = new BenchOptions();

    @Override
    public Integer call() throws Exception {
        Preset chosen = Presets.named(preset);
        Path directory = Files.createTempDirectory("ganflux-feed");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("kafka"))) {
            Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrap());
            int round = warmUp + steps;
            fill(client, (long) (options.rounds + 1) * round * AlternatingStep.imagesPerStep(chosen));
            try (FromMemory memory = new FromMemory(chosen, new EngineOptions(engine, 0))) {
                AtomicLong reached = new AtomicLong();
                return options.report(List.of(Comparison.run(
                        "feed " + chosen.name(),
                        "steps/s",
                        TARGET,
                        options.rounds,
                        () -> memory.run(round),
                        () -> fromKafka(client, chosen, directory.resolve("run"), reached.addAndGet(round)))));
            }
        }
    }

    /** Fills the topic of the images. */
    static void fill(Map<String, String> client, long images) throws Exception {
        IngestConfig config = IngestConfig.of(client, DataSpec.parse("digits"), "feed")
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

    /** Goes on with the run up to step {@code until}. */
    private double fromKafka(Map<String, String> client, Preset chosen, Path run, long until) throws Exception {
        TrainerConfig config = new TrainerConfig(
                client,
                Topics.IMAGES,
                chosen,
                run,
                "feed",
                1,
                new EngineOptions(engine, 0),
                until,
                Integer.MAX_VALUE,
                1,
                Duration.ofSeconds(2),
                64L << 20,
                "feed",
                Map.of());
        Stopwatch watch = new Stopwatch(warmUp);
        try (ServiceMeters meters = new ServiceMeters();
                TrainerService trainer = new TrainerService(config, meters, report -> watch.step())) {
            trainer.start();
            trainer.done().get();
        }
        return watch.rate();
    }

    /** Steps on the same kind of images in memory, by engines of their own. */
    private final class FromMemory implements AutoCloseable {
        private static final int MINIBATCHES = 32;

        private final NetworkEngine generator;
        private final NetworkEngine discriminator;
        private final AlternatingStep step;
        private final List<byte[]> minibatches;
        private long number;

        FromMemory(Preset preset, EngineOptions options) {
            MultiLayerNetwork g = new MultiLayerNetwork(preset.generator().apply(1));
            MultiLayerNetwork d = new MultiLayerNetwork(preset.discriminator().apply(2));
            g.init();
            d.init();
            generator = Engines.create(options, g, AlternatingStep.maxBatch(preset));
            discriminator = Engines.create(options, d, AlternatingStep.maxBatch(preset));
            step = new AlternatingStep(preset, generator, discriminator, 1);
            minibatches = DataSpec.parse("digits")
                    .open(SourceOptions.defaults())
                    .images(0)
                    .map(Image::pixels)
                    .buffer(AlternatingStep.imagesPerStep(preset))
                    .map(FromMemory::joined)
                    .take(MINIBATCHES)
                    .toStream()
                    .toList();
        }

        private static byte[] joined(List<byte[]> images) {
            ByteBuffer joined = ByteBuffer.allocate(
                    images.stream().mapToInt(image -> image.length).sum());
            images.forEach(joined::put);
            return joined.array();
        }

        double run(int steps) {
            Stopwatch watch = new Stopwatch(warmUp);
            for (int i = 0; i < steps; i++) {
                step.run(minibatches.get(i % MINIBATCHES), ++number);
                watch.step();
            }
            return watch.rate();
        }

        @Override
        public void close() {
            generator.close();
            discriminator.close();
        }
    }

    /** Counts from the end of the last step of the warm-up, which starts the clock. One thread at a time. */
    static final class Stopwatch {
        private final int warmUp;
        private long startNs;
        private long lastNs;
        private int steps;

        Stopwatch(int warmUp) {
            this.warmUp = warmUp;
        }

        void step() {
            lastNs = System.nanoTime();
            if (++steps == warmUp) {
                startNs = lastNs;
            }
        }

        double rate() {
            return (steps - warmUp) * 1e9 / (lastNs - startNs);
        }
    }
}
