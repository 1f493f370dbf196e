package ganflux.trainer;

import ganflux.trainer.checkpoint.StreamPosition;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The real images of one discriminator update.
 *
 * @param pixels uint8 CHW, image after image, or the float32 values of points; owned by this minibatch
 * @param labels one for each image, -1 where unknown
 * @param createdAtMs when the newest of its batches was made, in milliseconds since 1970
 * @param after the stream position once this minibatch is trained
 * @param finished to be run once it is trained: gives back the bytes of records whose last image is in it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, owned by one
public record Minibatch(byte[] pixels, int[] labels, long createdAtMs, StreamPosition after, List<Runnable> finished) {
    /** Runs what is to be run once it is trained. */
    public void release() {
        finished.forEach(Runnable::run);
    }

    /** The pixels of all, one after the other. */
    static byte[] pixels(List<Minibatch> minibatches) {
        if (minibatches.size() == 1) {
            return minibatches.get(0).pixels;
        }
        int each = minibatches.get(0).pixels.length;
        byte[] all = new byte[minibatches.size() * each];
        for (int i = 0; i < minibatches.size(); i++) {
            System.arraycopy(minibatches.get(i).pixels, 0, all, i * each, each);
        }
        return all;
    }

    /** The labels of all, one after the other. */
    static int[] labels(List<Minibatch> minibatches) {
        if (minibatches.size() == 1) {
            return minibatches.get(0).labels;
        }
        return minibatches.stream()
                .flatMapToInt(minibatch -> IntStream.of(minibatch.labels))
                .toArray();
    }
}
