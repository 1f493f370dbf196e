package ganflux.ingest;

import ganflux.ingest.source.UploadStats;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * What an ingest service has done so far.
 *
 * @param images acknowledged by Kafka since the start
 * @param batches acknowledged
 * @param bytes of the acknowledged records
 * @param skippedImages distinct images that could not be read
 * @param skippedNames names of the first few of them
 * @param nextIndex where the source goes on: the index behind the last acknowledged image, earlier runs included
 * @param passSize images in one pass; empty where the source has no end
 * @param inFlightBytes sent and not yet acknowledged
 * @param waitsForTrainer whether the source is paused because the trainer is behind
 * @param untrainedImages produced and not trained; 0 without a limit
 * @param pausedForTrainer for how long the source has been paused in all
 * @param uploads how requests with images were answered
 */
public record IngestStats(
        long images,
        long batches,
        long bytes,
        long skippedImages,
        List<String> skippedNames,
        long nextIndex,
        OptionalLong passSize,
        long inFlightBytes,
        boolean waitsForTrainer,
        long untrainedImages,
        Duration pausedForTrainer,
        UploadStats uploads) {
    /** The pass that the last acknowledged image belongs to, from 1. */
    public long pass() {
        return passSize.isEmpty() ? 1 : Math.max(0, nextIndex - 1) / passSize.getAsLong() + 1;
    }
}
