package ganflux.bench.train;

import ganflux.bench.BenchOptions;
import ganflux.bench.Comparison;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.Image;
import ganflux.ingest.source.SourceOptions;
import ganflux.trainer.Model;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
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

    @Mixin
    Training training = new Training();

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
        return Training.onBroker(this::measure);
    }

    private int measure(Map<String, String> client, Path directory) throws Exception {
        Preset chosen = training.preset();
        int round = warmUp + steps;
        Training.fill(client, (long) (options.rounds + 1) * round * AlternatingStep.imagesPerStep(chosen));
        try (FromMemory memory = new FromMemory(chosen)) {
            AtomicLong reached = new AtomicLong();
            return options.report(List.of(Comparison.run(
                    "feed " + chosen.name(),
                    "steps/s",
                    TARGET,
                    options.rounds,
                    () -> memory.run(round),
                    () -> training.run(
                            client, directory.resolve("run"), reached.addAndGet(round), Integer.MAX_VALUE, warmUp))));
        }
    }

    /** Steps on the same kind of images in memory, by engines of their own. */
    private final class FromMemory implements AutoCloseable {
        private static final int MINIBATCHES = 32;

        private final Model model;
        private final List<Step> minibatches;
        private long number;

        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        private record Step(byte[] pixels, int[] labels) {}

        FromMemory(Preset preset) {
            model = new Model(preset, 1, training.engine());
            minibatches = DataSpec.parse("digits")
                    .open(SourceOptions.defaults())
                    .images(0)
                    .buffer(AlternatingStep.imagesPerStep(preset))
                    .map(FromMemory::joined)
                    .take(MINIBATCHES)
                    .toStream()
                    .toList();
        }

        private static Step joined(List<Image> images) {
            ByteBuffer joined = ByteBuffer.allocate(
                    images.stream().mapToInt(image -> image.pixels().length).sum());
            images.forEach(image -> joined.put(image.pixels()));
            return new Step(
                    joined.array(), images.stream().mapToInt(Image::label).toArray());
        }

        double run(int steps) {
            Stopwatch watch = new Stopwatch(warmUp);
            for (int i = 0; i < steps; i++) {
                Step step = minibatches.get(i % MINIBATCHES);
                var unused = model.train(step.pixels(), step.labels(), ++number);
                watch.step();
            }
            return watch.rate();
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
