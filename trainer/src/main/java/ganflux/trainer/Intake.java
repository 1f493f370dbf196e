package ganflux.trainer;

import ganflux.stream.ImageBatchCodec;
import ganflux.stream.InvalidRecordException;
import ganflux.stream.InvalidRecordException.Reason;
import ganflux.stream.ReceivedRecord;
import ganflux.stream.command.UserError;
import ganflux.stream.image.ImageShape;
import ganflux.stream.service.Health;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.preset.Preset;
import ganflux.v1.ImageBatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * Records to minibatches of a preset's size and shape. What is no valid batch of that shape is counted, named in the log
 * and put aside as a dead letter; the position moves past it when the dead letter is acknowledged. So is a batch none of whose images
 * has a label that a preset with classes needs; but where that is the first batch of a run, training ends. Records come one after the
 * other; the counts are for any thread.
 */
public final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final Preset preset;
    private final PutAside deadLetters;
    private final UsableLabels labels;
    private final Rebatcher rebatcher;
    private final AtomicLong rejected = new AtomicLong();
    private volatile boolean used; // whether a batch was usable since the start
    private volatile @Nullable String lastRejection;
    private boolean begun; // whether a batch was usable, in this life of the run or before it

    /** Goes on from {@code start}. */
    public Intake(Preset preset, StreamPosition start, PutAside deadLetters) {
        this.preset = preset;
        this.deadLetters = deadLetters;
        labels = new UsableLabels(preset.condition().classes());
        rebatcher = new Rebatcher(preset.batchSize(), preset.shape().bytes(), labels, start);
        begun = !start.partitions().isEmpty() || !start.sources().isEmpty();
    }

    /** The minibatches that this record makes full; to be subscribed to once, before the next record is taken. */
    public Flux<Minibatch> take(ReceivedRecord record) {
        try {
            ImageBatch batch = ImageBatchCodec.decode(record.value());
            ImageShape shape = ImageShape.of(batch);
            if (!shape.equals(preset.shape())) {
                return reject(
                        record,
                        Reason.SHAPE,
                        (shape.isPoint() ? "it holds " : "its images are ") + shape + " but preset " + preset.name()
                                + " needs " + preset.shape());
            }
            if (labels.count(batch, 0) == 0) {
                return unlabelled(record, labels.refusal(batch));
            }
            begun = true;
            used = true;
            return Flux.fromIterable(rebatcher.add(record, batch));
        } catch (InvalidRecordException e) {
            return reject(record, e.reason(), String.valueOf(e.getMessage()));
        }
    }

    private Flux<Minibatch> unlabelled(ReceivedRecord record, String why) {
        if (begun) {
            return reject(record, Reason.LABELS, why + " for preset " + preset.name());
        }
        return Flux.error(
                new UserError("preset " + preset.name() + " needs labelled images, but the first batch on topic "
                        + record.topic() + " is of no use to it: " + why
                        + "; send labelled images to another topic, such as --data idx:IMAGES,LABELS, or take a preset without"
                        + " classes"));
    }

    private Flux<Minibatch> reject(ReceivedRecord record, Reason reason, String why) {
        long count = rejected.incrementAndGet();
        lastRejection = why;
        if (Flood.isWorthALine(count)) {
            log.warn(
                    "Put aside {}-{} offset {}: {} ({} put aside so far)",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    why,
                    count);
        }
        return deadLetters
                .put(record, reason.name(), why)
                .thenMany(Flux.defer(() -> Flux.fromIterable(rebatcher.skip(record))));
    }

    /** Bad where every record so far had to be put aside: of another shape, perhaps. Any thread. */
    Health health() {
        String why = lastRejection;
        return used || why == null
                ? Health.OK
                : Health.bad("no record so far is of use: " + rejected.get() + " put aside, the last because " + why
                        + "; './ganflux dead-letters' lists them");
    }

    /** Records put aside so far. */
    public long rejected() {
        return rejected.get();
    }

    /** Images passed over so far because their label is none of the preset's classes, in batches of which others were usable. */
    public long unlabelled() {
        return rebatcher.unlabelled();
    }

    /** Records passed over so far because they were trained before. */
    public long duplicates() {
        return rebatcher.duplicates();
    }
}
