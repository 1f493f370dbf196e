package ganflux.ingest;

import ganflux.ingest.source.ImageShape;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;

/**
 * How images flow from the source to the topic.
 *
 * @param batchImages images in a record; 0: as many as make about {@value #USUAL_RECORD_BYTES} bytes, but no more than
 *     {@value #USUAL_RECORD_IMAGES}, nor than one second's at the rate asked for
 * @param imagesPerSecond pace of the source; 0: as fast as the broker acknowledges
 * @param aheadImages how many produced images may lie on the topic that the trainer has not trained, up to
 *     {@value #MAX_AHEAD}; above, the source pauses; 0: no limit
 * @param trainerGroup the consumer group in which the trainer mirrors its progress
 */
public record Flow(int batchImages, double imagesPerSecond, long aheadImages, String trainerGroup) {
    /** Size of a record where the user gives none: large enough for throughput, small enough for latency. */
    public static final int USUAL_RECORD_BYTES = 256 << 10;

    /** Most images of a record where the user gives none: the trainer's progress is known by whole records. */
    public static final int USUAL_RECORD_IMAGES = 2048;

    /** Beside the pixels: an id of up to nine bytes and a label of up to five for each image, and names and numbers for all. */
    private static final int BYTES_BESIDE_AN_IMAGE = 14;

    private static final int BYTES_BESIDE_IMAGES = 2048;

    /** Most bytes of a record for its images: the wire contract's ceiling without what else there is. */
    private static final int MAX_IMAGE_BYTES = ImageBatchCodec.MAX_BYTES - BYTES_BESIDE_IMAGES;

    /** Most images that the source may be told to be ahead by; their bytes can still be counted. */
    public static final long MAX_AHEAD = 1_000_000_000;

    /** The trainer's group where none is given. */
    public static final String DEFAULT_TRAINER_GROUP = "ganflux-trainer";

    /** Checks the ranges. */
    public Flow {
        if (batchImages < 0) {
            throw new UsageError("--batch-images " + batchImages + " must be at least 1, or 0 for the usual size");
        }
        if (!(imagesPerSecond >= 0) || Double.isInfinite(imagesPerSecond)) {
            throw new UsageError("--rate " + imagesPerSecond + " must be a positive number of images per second, or 0"
                    + " for no limit");
        }
        if (aheadImages < 0 || aheadImages > MAX_AHEAD) {
            throw new UsageError("--ahead " + aheadImages + " must be a number of images up to " + MAX_AHEAD
                    + ", or 0 for no limit");
        }
        if (trainerGroup.isBlank()) {
            throw new UsageError("--trainer-group must not be blank");
        }
    }

    /** As fast as the broker acknowledges, in records of the usual size. */
    public static Flow unlimited() {
        return new Flow(0, 0, 0, DEFAULT_TRAINER_GROUP);
    }

    /** This flow at another pace. */
    public Flow withRate(double perSecond) {
        return new Flow(batchImages, perSecond, aheadImages, trainerGroup);
    }

    /** This flow with another limit to how far the source may be ahead of the trainer. */
    public Flow withAhead(long images) {
        return new Flow(batchImages, imagesPerSecond, images, trainerGroup);
    }

    /** This flow with another number of images in a record. */
    public Flow withBatchImages(int images) {
        return new Flow(images, imagesPerSecond, aheadImages, trainerGroup);
    }

    /**
     * How many images of {@code shape} a record holds.
     *
     * @throws UserError where a record would be larger than the contract allows
     */
    int imagesPerRecord(ImageShape shape) {
        int most = MAX_IMAGE_BYTES / (shape.bytes() + BYTES_BESIDE_AN_IMAGE);
        if (most == 0) {
            throw new UserError("--size " + shape.size() + " makes images of " + shape.bytes() + " bytes, but a record"
                    + " holds at most " + (MAX_IMAGE_BYTES - BYTES_BESIDE_AN_IMAGE) + "; give a smaller size");
        }
        if (batchImages > most) {
            throw new UserError("--batch-images " + batchImages + " of " + shape + " are "
                    + (long) batchImages * shape.bytes() + " bytes, but a record holds at most "
                    + ImageBatchCodec.MAX_BYTES + " with their numbers and labels; give at most " + most);
        }
        if (batchImages > 0) {
            return batchImages;
        }
        int usual = Math.max(1, Math.min(USUAL_RECORD_IMAGES, USUAL_RECORD_BYTES / shape.bytes()));
        return imagesPerSecond == 0 ? usual : (int) Math.max(1, Math.min(usual, imagesPerSecond));
    }
}
