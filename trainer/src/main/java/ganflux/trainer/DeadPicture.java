package ganflux.trainer;

import com.google.protobuf.InvalidProtocolBufferException;
import ganflux.stream.image.GridPng;
import ganflux.stream.image.ImageShape;
import ganflux.v1.ImageBatch;
import java.util.Arrays;
import java.util.Optional;

/** Draws what there is of a batch that breaks the contract. */
final class DeadPicture {
    private static final int MAX_SIDE = 4096;
    private static final int MAX_IMAGES = 256;

    private DeadPicture() {}

    /** A PNG of the whole images among the pixels, at most 256 of them; empty where there is none. */
    static Optional<byte[]> of(byte[] value) {
        ImageBatch batch;
        try {
            batch = ImageBatch.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
        int channels = batch.getChannels();
        if ((channels != 1 && channels != 3) || !isSide(batch.getHeight()) || !isSide(batch.getWidth())) {
            return Optional.empty();
        }
        ImageShape shape = new ImageShape(channels, batch.getHeight(), batch.getWidth());
        byte[] pixels = batch.getPixels().toByteArray();
        int images = Math.min(MAX_IMAGES, pixels.length / shape.size());
        return images == 0
                ? Optional.empty()
                : Optional.of(GridPng.encode(Arrays.copyOf(pixels, images * shape.size()), shape));
    }

    private static boolean isSide(int side) {
        return side >= 1 && side <= MAX_SIDE;
    }
}
