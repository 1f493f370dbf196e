package ganflux.local;

import ganflux.ingest.ArrivalArguments;
import ganflux.ingest.Flow;
import ganflux.ingest.IngestConfig;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageSize;
import ganflux.ingest.source.SourceOptions;
import ganflux.monitor.AlarmOptions;
import ganflux.stream.TopicSpec;
import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.HttpOptions;
import ganflux.stream.command.ResolvedConfiguration;
import ganflux.stream.command.StopOptions;
import ganflux.stream.command.UsageError;
import ganflux.stream.image.ImageShape;
import ganflux.stream.service.StopSignal;
import ganflux.trainer.ProgressLine;
import ganflux.trainer.RunOptions;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ganflux local}: ingest, trainer and monitor in this process, and a Kafka broker of their own beside it. */
@Command(
        name = "local",
        description = {
            "Run the whole pipeline here: images through a Kafka broker of its own into a GAN, with a live page.",
            "Ctrl-C writes a checkpoint and stops; the same command goes on from there."
        },
        sortOptions = false)
public final class LocalCommand implements Callable<Integer> {
    private static final int RETENTION_HOURS = 100 * 365 * 24; // a run may rest as long as it likes
    private static final long LEAST_AHEAD = 5000;
    private static final long USUAL_AHEAD = 50_000;
    private static final long RETENTION_BYTES = 1L << 30;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            paramLabel = "SPEC",
            defaultValue = DataSpec.DEFAULT,
            description = "Images to train on: " + DataSpec.SYNTAX + " (default: ${DEFAULT-VALUE}).")
    private String data = DataSpec.DEFAULT;

    @Option(names = "--loop", description = "Repeat a finite set of images without end.")
    private boolean loop;

    @Option(names = "--shuffle", description = "Give each pass over a finite set an order of its own, by the seed.")
    private boolean shuffle;

    @Option(
            names = "--rate",
            paramLabel = "IMAGES_PER_S",
            defaultValue = "0",
            description = "Pace of the source; 0 for as fast as they can be trained (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--ahead",
            paramLabel = "IMAGES",
            description = "Images that may wait in Kafka for the trainer before the source pauses; 0 for any number,"
                    + " otherwise at least 5000, and twice the most that a step takes. Where it is left out: 50000, or as many as 512 MiB"
                    + " hold where that is less, but no fewer than that least.")
    private @Nullable Long ahead;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "ganflux-run",
            description = "Directory of the run: checkpoints, and Kafka's data (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of("ganflux-run");

    @Mixin
    private final ArrivalArguments arrivals = new ArrivalArguments();

    @Mixin
    private final RunOptions run = new RunOptions();

    @Mixin
    private final HttpOptions http = new HttpOptions();

    @Mixin
    private final StopOptions stop = new StopOptions();

    @Mixin
    private final AlarmOptions alarms = new AlarmOptions();

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws InterruptedException {
        StopSignal.install(stop.checked());
        PrintStream out = System.out;
        Map<String, String> configuration = ResolvedConfiguration.of(spec);
        out.println("local " + ResolvedConfiguration.line(configuration));
        long waiting = ahead(ahead, run.preset());
        ProgressLine progress = ProgressLine.to(out);
        LocalPipeline.Plan plan = new LocalPipeline.Plan(
                directory,
                client -> run.config(client, directory, configuration),
                client -> ingest(client, waiting),
                http,
                alarms.webhookUri(),
                progress);
        try (LocalPipeline pipeline = LocalPipeline.start(plan)) {
            out.println("images: " + pipeline.images());
            out.println("Kafka is on " + pipeline.bootstrap() + " meanwhile");
            out.println("the live page is on " + pipeline.address());
            String why = pipeline.awaitEnd();
            long step = pipeline.stop();
            progress.end();
            out.printf("%s at step %,d; the run is in %s%n", why, step, directory);
        }
        return 0;
    }

    /** How many images may wait, by what the user says, if anything; a source that paused with too few would leave a step waiting for ever. */
    static long ahead(@Nullable Long given, Preset preset) {
        int step = AlternatingStep.imagesPerStep(preset);
        long least = Math.max(LEAST_AHEAD, 2L * step);
        if (given != null && given != 0 && given < least) {
            throw new UsageError("--ahead must be 0 or at least " + least + " but is " + given + ": a step takes up to "
                    + step + " images, and the trainer tells its progress by whole records");
        }
        if (given != null && given > Flow.MAX_AHEAD) {
            throw new UsageError("--ahead must be at most " + Flow.MAX_AHEAD + " but is " + given
                    + "; 0 lets any number of images wait");
        }
        long usual = Math.min(USUAL_AHEAD, RETENTION_BYTES / 2 / preset.shape().bytes());
        return given == null ? Math.max(usual, least) : given;
    }

    /** How much the topic keeps: all images that may wait, and as many behind them, where Kafka deletes whole segments; -1 for all. */
    static long retentionBytes(long waiting, ImageShape shape) {
        return waiting == 0 ? -1 : Math.max(RETENTION_BYTES, 2 * waiting * shape.bytes());
    }

    private IngestConfig ingest(Map<String, String> client, long waiting) {
        ImageShape shape = run.preset().shape();
        DataSpec images = DataSpec.parse(data);
        boolean fixed = shape.isPoint() || images.hasShapeOfItsOwn(); // LocalPipeline says where it is not the preset's
        SourceOptions source = new SourceOptions(
                fixed ? Optional.empty() : Optional.of(new ImageSize(shape.height(), shape.width())),
                fixed ? OptionalInt.empty() : OptionalInt.of(shape.channels()),
                loop,
                shuffle,
                run.seed,
                Optional.empty(),
                arrivals.options(Optional.of(directory.resolve("ingest"))));
        // What waits is bounded by --ahead; without that bound nothing untrained may be deleted.
        TopicSpec topic = IngestConfig.topic(run.topic, 1, 1, RETENTION_HOURS, retentionBytes(waiting, shape));
        Flow flow = Flow.unlimited().withRate(rate).withAhead(waiting);
        return new IngestConfig(client, images, source, topic, flow, run.run);
    }
}
