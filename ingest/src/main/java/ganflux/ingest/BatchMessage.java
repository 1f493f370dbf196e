package ganflux.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import ganflux.ingest.source.Image;
import ganflux.ingest.source.ImageShape;
import ganflux.ingest.source.ImageSource;
import ganflux.stream.ImageBatchCodec;
import ganflux.v1.ImageBatch;
import java.util.List;

/** Images as the message that carries them. */
public final class BatchMessage {
    private BatchMessage() {}

    /**
     * Puts images into a message; it has labels where at least one of them has.
     *
     * @param source where they are from: says their shape, and what the source is called
     * @param runId the run that the message is marked with
     * @param sequence its number
     * @param images at least one
     * @param createdAtMs milliseconds since 1970
     */
    public static ImageBatch of(ImageSource source, String runId, long sequence, List<Image> images, long createdAtMs) {
        ImageShape shape = source.shape();
        byte[] pixels = new byte[images.size() * shape.bytes()];
        ImageBatch.Builder message = ImageBatch.newBuilder();
        boolean labelled = false;
        for (int i = 0; i < images.size(); i++) {
            Image image = images.get(i);
            System.arraycopy(image.pixels(), 0, pixels, i * shape.bytes(), shape.bytes());
            message.addIds(image.id());
            labelled |= image.label() != Image.UNLABELLED;
        }
        if (labelled) {
            images.forEach(image -> message.addLabels(image.label()));
        }
        ByteString wrapped = UnsafeByteOperations.unsafeWrap(pixels);
        return message.setVersion(ImageBatchCodec.VERSION)
                .setSourceId(source.id())
                .setRunId(runId)
                .setSequence(sequence)
                .setCount(images.size())
                .setChannels(shape.channels())
                .setHeight(shape.height())
                .setWidth(shape.width())
                .setFormat(shape.onTheWire().format())
                .setPixels(wrapped)
                .setCrc32C(ImageBatchCodec.crc32c(wrapped))
                .setCreatedAtMs(createdAtMs)
                .build();
    }
}
