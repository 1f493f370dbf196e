package ganflux.trainer;

import com.google.protobuf.InvalidProtocolBufferException;
import ganflux.stream.image.GridPng;
import ganflux.stream.image.ImageShape;
import ganflux.v1.ImageBatch;
import java.util.Optional;

/** Draws what there is of a batch that breaks the contract. */
final class DeadPicture {
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
        ImageShape shape = ImageShape.of(batch);
        if (!shape.isValid() || shape.isPoint()) {
            return Optional.empty();
        }
        byte[] pixels = shape.first(batch.getPixels(), MAX_IMAGES);
        return pixels.length < shape.size() ? Optional.empty() : Optional.of(GridPng.encode(pixels, shape));
    }
}
