package ganflux.ingest;

import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageSize;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.Topics;
import ganflux.stream.command.UsageError;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to send, how, and where to: the options of {@code ganflux ingest} beyond Kafka's and HTTP's. */
final class IngestOptions {
    @Option(
            names = "--data",
            paramLabel = "SPEC",
            defaultValue = DataSpec.DEFAULT,
            description = "Images: " + DataSpec.SYNTAX + " (default: ${DEFAULT-VALUE}).")
    private String data = DataSpec.DEFAULT;

    @Option(names = "--loop", description = "Repeat a finite set without end.")
    private boolean loop;

    @Option(names = "--shuffle", description = "Give each pass over a finite set its own order, drawn from the seed.")
    private boolean shuffle;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of drawn images and of the order (default: ${DEFAULT-VALUE}).")
    private long seed = SourceOptions.DEFAULT_SEED;

    @Option(
            names = "--size",
            paramLabel = "HxW",
            description = "Height and width of the images (default: the data's own, else 28x28).")
    private @Nullable String size;

    @Option(names = "--channels", paramLabel = "1|3", description = "Grey or RGB (default: the data's own, else 1).")
    private @Nullable Integer channels;

    @Option(
            names = "--source-id",
            paramLabel = "NAME",
            description =
                    "Name of the stream, by which a restart finds where to go on (default: from data, order and seed).")
    private @Nullable String sourceId;

    @Option(
            names = "--run",
            paramLabel = "NAME",
            description = "Run that the batches are marked with (default: run- and the time).")
    private @Nullable String run;

    @Option(
            names = "--rate",
            paramLabel = "IMAGES_PER_S",
            defaultValue = "0",
            description = "Pace; 0 is as fast as the broker acknowledges (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--batch-images",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Images in a record; 0 fills about 256 KiB, but no more than 2048 images, nor a second's at --rate"
                            + " (default: ${DEFAULT-VALUE}).")
    private int batchImages;

    @Option(
            names = "--ahead",
            paramLabel = "IMAGES",
            defaultValue = "0",
            description = "Pause while more images than this lie on the topic untrained, or twice as many where some"
                    + " partitions hold more than others; at least twice the images that a step of the trainer, or a"
                    + " round of several workers, takes; 0 never pauses (default:"
                    + " ${DEFAULT-VALUE}).")
    private long ahead;

    @Option(
            names = "--trainer-group",
            paramLabel = "GROUP",
            defaultValue = Flow.DEFAULT_TRAINER_GROUP,
            description = "Consumer group that shows the trainer's progress to --ahead (default: ${DEFAULT-VALUE}).")
    private String trainerGroup = Flow.DEFAULT_TRAINER_GROUP;

    @Mixin
    private final ArrivalArguments arrivals = new ArrivalArguments();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = Topics.IMAGES,
            description = "Topic to send to; created where it is absent, as the next four options say"
                    + " (default: ${DEFAULT-VALUE}).")
    private String topic = Topics.IMAGES;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "" + IngestConfig.DEFAULT_PARTITIONS,
            description = "Partitions of a new topic (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "" + IngestConfig.DEFAULT_REPLICATION,
            description = "Replicas of a new topic; 1 loses it with its broker (default: ${DEFAULT-VALUE}).")
    private int replication;

    @Option(
            names = "--retention-hours",
            paramLabel = "H",
            defaultValue = "" + IngestConfig.DEFAULT_RETENTION_HOURS,
            description = "How long a new topic keeps its records (default: ${DEFAULT-VALUE}, a week).")
    private int retentionHours;

    @Option(
            names = "--retention-bytes",
            paramLabel = "BYTES",
            defaultValue = "-1",
            description = "How much each partition of a new topic keeps; -1 is no limit (default: ${DEFAULT-VALUE}).")
    private long retentionBytes;

    /**
     * The configuration that the options make.
     *
     * @throws UsageError where an option cannot be meant
     */
    IngestConfig config(Map<String, String> client) {
        SourceOptions source = new SourceOptions(
                Optional.ofNullable(size).map(ImageSize::parse),
                channels == null ? OptionalInt.empty() : OptionalInt.of(channels),
                loop,
                shuffle,
                seed,
                Optional.ofNullable(sourceId),
                arrivals.options(Optional.empty()));
        return new IngestConfig(
                client,
                DataSpec.parse(data),
                source,
                IngestConfig.topic(topic, partitions, replication, retentionHours, retentionBytes),
                new Flow(batchImages, rate, ahead, trainerGroup),
                run == null ? timeStamped() : run);
    }

    private static String timeStamped() {
        return DateTimeFormatter.ofPattern("'run-'yyyyMMdd-HHmmss")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
    }
}
