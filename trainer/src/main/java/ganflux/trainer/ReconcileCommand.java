package ganflux.trainer;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import ganflux.stream.DeadLetterTopic;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.InvalidRecordException;
import ganflux.stream.TerminalText;
import ganflux.stream.TopicScan;
import ganflux.stream.Topics;
import ganflux.stream.command.CommonOptions;
import ganflux.stream.command.KafkaOptions;
import ganflux.stream.command.UserError;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.Reconciliation.Place;
import ganflux.trainer.Reconciliation.Source;
import ganflux.trainer.preset.Preset;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.ImageBatch;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ganflux reconcile}: holds a run's newest checkpoint against the topic that it was made from, image by image. */
@Command(
        name = "reconcile",
        description = {
            "Hold a run's newest checkpoint against its topic: which images are trained, which wait, and whether any is lost"
                    + " or trained twice.",
            "The run may go on meanwhile. Exit code 1 where an image is lost or trained twice."
        },
        sortOptions = false)
public final class ReconcileCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Directory of the run.")
    private Path directory = Path.of("");

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--json", description = "Answer in JSON, with the images of each label.")
    private boolean json;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws InvalidProtocolBufferException {
        Map<String, String> client = kafka.clientProperties();
        CheckpointManifest manifest =
                InspectCommand.newest(directory).latestManifest().orElseThrow(() -> InspectCommand.none(directory));
        String topic = manifest.getTopic();
        requireSameTopic(manifest, Topics.id(client, PATIENCE, topic));
        Preset preset = Continuation.preset(manifest);
        Reconciliation found =
                new Reconciliation(manifest, new UsableLabels(preset.condition().classes()));
        int partitions = Topics.partitions(client, PATIENCE, topic);
        for (int partition = 0; partition < partitions; partition++) {
            try (TopicScan scan = new TopicScan(client, topic, partition)) {
                long begin = scan.begin();
                found.begin(begin);
                scan.read(begin, record -> {
                    add(found, preset.shape(), record);
                    return true;
                });
            }
        }
        Set<Place> unlettered = new HashSet<>(found.putAside());
        if (!unlettered.isEmpty()) {
            try (DeadLetterTopic letters = new DeadLetterTopic(client, topic)) {
                letters.read(
                        0,
                        letter -> !unlettered.remove(new Place(letter.sourcePartition(), letter.sourceOffset()))
                                || !unlettered.isEmpty());
            }
        }
        if (json) {
            System.out.println(JsonFormat.printer().print(inJson(manifest, found, unlettered.size())));
        } else {
            print(System.out, manifest, found, unlettered.size());
        }
        return found.lost() == 0 && found.twice() == 0 && unlettered.isEmpty() ? 0 : 1;
    }

    private void requireSameTopic(CheckpointManifest manifest, String id) {
        if (Continuation.isAnotherTopic(manifest, id)) {
            throw new UserError("topic " + manifest.getTopic() + " was created anew: its id is " + id
                    + ", but the checkpoint in --dir " + directory + " was made from id " + manifest.getTopicId()
                    + "; name the broker that the run read from");
        }
    }

    private static void add(Reconciliation found, ImageShape shape, ConsumerRecord<byte[], byte[]> record) {
        Place place = new Place(record.partition(), record.offset());
        try {
            ImageBatch batch = ImageBatchCodec.decode(record.value() == null ? new byte[0] : record.value());
            if (ImageShape.of(batch).equals(shape)) {
                found.add(place, batch);
                return;
            }
        } catch (InvalidRecordException e) {
            // Counted as what it is: unusable.
        }
        found.addUnusable(place);
    }

    private static void print(PrintStream out, CheckpointManifest manifest, Reconciliation found, int unlettered) {
        out.printf("checkpoint     step %,d, %,d images seen%n", manifest.getStep(), manifest.getImagesSeen());
        out.printf(
                "topic          %s, %,d records, %,d of them batches that came before%s%n",
                manifest.getTopic(),
                found.records(),
                found.repeated(),
                found.expired() ? "; older ones were deleted by retention" : "");
        found.sources()
                .forEach((id, source) -> out.printf(
                        "source         %s, %,d batches, %,d images: %,d trained, %,d waiting%n",
                        TerminalText.clean(id),
                        source.batches,
                        source.all.images,
                        source.all.trained,
                        waiting(source)));
        out.printf(
                "put aside      %,d records, %,d of them without a dead letter%s%n",
                found.putAside().size(),
                unlettered,
                found.unusableAhead() == 0
                        ? ""
                        : String.format("; %,d more of no use behind the checkpoint", found.unusableAhead()));
        out.printf("%,d lost, %s twice%n", found.lost(), found.expired() ? "unknown" : found.twice());
    }

    private static long waiting(Source source) {
        return source.all.images - source.all.trained;
    }

    private static Struct inJson(CheckpointManifest manifest, Reconciliation found, int unlettered) {
        ListValue.Builder sources = ListValue.newBuilder();
        found.sources().forEach((id, source) -> {
            ListValue.Builder labels = ListValue.newBuilder();
            source.labels.forEach((label, count) -> labels.addValues(value(Struct.newBuilder()
                    .putFields("label", value(label))
                    .putFields("images", value(count.images))
                    .putFields("trained", value(count.trained)))));
            sources.addValues(value(Struct.newBuilder()
                    .putFields("source", Value.newBuilder().setStringValue(id).build())
                    .putFields("batches", value(source.batches))
                    .putFields("images", value(source.all.images))
                    .putFields("trained", value(source.all.trained))
                    .putFields("labels", Value.newBuilder().setListValue(labels).build())));
        });
        return Struct.newBuilder()
                .putFields("step", value(manifest.getStep()))
                .putFields("imagesSeen", value(manifest.getImagesSeen()))
                .putFields("records", value(found.records()))
                .putFields("repeated", value(found.repeated()))
                .putFields(
                        "expired",
                        Value.newBuilder().setBoolValue(found.expired()).build())
                .putFields("putAside", value(found.putAside().size()))
                .putFields("withoutDeadLetter", value(unlettered))
                .putFields("unusableAhead", value(found.unusableAhead()))
                .putFields("lost", value(found.lost()))
                .putFields("twice", value(found.twice()))
                .putFields("sources", Value.newBuilder().setListValue(sources).build())
                .build();
    }

    private static Value value(long number) {
        return Value.newBuilder().setNumberValue((double) number).build();
    }

    private static Value value(Struct.Builder struct) {
        return Value.newBuilder().setStructValue(struct).build();
    }
}
