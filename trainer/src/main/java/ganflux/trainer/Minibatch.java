package ganflux.trainer;

import ganflux.trainer.checkpoint.StreamPosition;
import java.util.List;

/**
 * The images of one step.
 *
 * @param pixels uint8 CHW, image after image; owned by this minibatch
 * @param labels one for each image, -1 where unknown
 * @param createdAtMs when the newest of its batches was made, in milliseconds since 1970
 * @param after the stream position once this minibatch is trained
 * @param finished to be run once it is trained: gives back the bytes of records whose last image is in it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, owned by one
record Minibatch(byte[] pixels, int[] labels, long createdAtMs, StreamPosition after, List<Runnable> finished) {
    void release() {
        finished.forEach(Runnable::run);
    }
}
