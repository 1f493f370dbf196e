package ganflux.trainer;

import ganflux.stream.ImageBatchCodec;
import ganflux.stream.InvalidRecordException;
import ganflux.stream.ReceivedRecord;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;
import ganflux.v1.ImageBatch;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records to minibatches of a preset's size and shape. What is no valid batch of that shape is counted, named in the log
 * and passed over. Records come from one thread; the count is for any.
 */
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final Preset preset;
    private final Rebatcher rebatcher;
    private final AtomicLong rejected = new AtomicLong();

    Intake(Preset preset, StreamPosition start) {
        this.preset = preset;
        rebatcher = new Rebatcher(
                AlternatingStep.imagesPerStep(preset), preset.shape().size(), start);
    }

    /** The minibatches that this record makes full. */
    List<Minibatch> take(ReceivedRecord record) {
        try {
            ImageBatch batch = ImageBatchCodec.decode(record.value());
            ImageShape shape = new ImageShape(batch.getChannels(), batch.getHeight(), batch.getWidth());
            if (shape.equals(preset.shape())) {
                return rebatcher.add(record, batch);
            }
            reject(record, "its images are " + shape + " but preset " + preset.name() + " needs " + preset.shape());
        } catch (InvalidRecordException e) {
            reject(record, e.getMessage());
        }
        return rebatcher.skip(record);
    }

    private void reject(ReceivedRecord record, @Nullable String why) {
        long count = rejected.incrementAndGet();
        if (Long.bitCount(count) == 1) { // the 1st, 2nd, 4th, 8th ...: a flood must not fill the log
            log.warn(
                    "Skipped {}-{} offset {}: {} ({} skipped so far)",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    why,
                    count);
        }
    }

    /** Records passed over so far. */
    long rejected() {
        return rejected.get();
    }
}
