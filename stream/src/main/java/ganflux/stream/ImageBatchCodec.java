package ganflux.stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import ganflux.stream.InvalidRecordException.Reason;
import ganflux.stream.image.Floats;
import ganflux.stream.image.ImageShape;
import ganflux.v1.ImageBatch;
import ganflux.v1.PixelFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of an {@link ImageBatch}, and the rules that {@code images.proto} states. Stateless and thread-safe.
 *
 * <p>Pixels are never copied: a decoded batch refers to the array that it was decoded from, which must not be modified
 * while the batch is in use.
 */
public final class ImageBatchCodec {
    /** The version of the contract that this codec speaks. */
    public static final int VERSION = 1;

    /** The most bytes that a record's value may have. */
    public static final int MAX_BYTES = 8 << 20;

    private static final int MAX_SOURCE_ID = 200;

    private ImageBatchCodec() {}

    /**
     * The bytes of a batch that keeps all rules, its checksum included.
     *
     * @throws IllegalArgumentException where it breaks one
     */
    public static byte[] encode(ImageBatch batch) {
        try {
            check(batch);
        } catch (InvalidRecordException e) {
            throw new IllegalArgumentException("this batch must not be sent: " + e.getMessage(), e);
        }
        byte[] value = batch.toByteArray();
        if (value.length > MAX_BYTES) {
            throw new IllegalArgumentException("this batch must not be sent: " + tooLarge(value.length));
        }
        return value;
    }

    private static String tooLarge(int length) {
        return "it has " + length + " bytes but must have at most " + MAX_BYTES;
    }

    /**
     * The batch in a record's value.
     *
     * @throws InvalidRecordException where the bytes are no batch or the batch breaks a rule
     */
    public static ImageBatch decode(byte[] value) throws InvalidRecordException {
        if (value.length > MAX_BYTES) {
            throw new InvalidRecordException(Reason.SIZE, tooLarge(value.length));
        }
        ImageBatch batch;
        try {
            CodedInputStream input = UnsafeByteOperations.unsafeWrap(value).newCodedInput();
            input.enableAliasing(true);
            batch = ImageBatch.parseFrom(input);
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidRecordException(
                    Reason.UNREADABLE, value.length + " bytes are not an ImageBatch: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new AssertionError("an array in memory cannot fail to be read", e);
        }
        check(batch);
        return batch;
    }

    /** CRC-32C (Castagnoli) of the bytes, as {@code ImageBatch.crc32c} carries it. */
    public static int crc32c(ByteString bytes) {
        CRC32C crc = new CRC32C();
        for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
            crc.update(part);
        }
        return (int) crc.getValue();
    }

    private static void check(ImageBatch batch) throws InvalidRecordException {
        require(batch.getVersion() == VERSION, Reason.VERSION, "version", unsigned(batch.getVersion()), "must be 1");
        requireShape(batch);
        long count = unsigned(batch.getCount());
        require(count >= 1, Reason.SHAPE, "count", count, "must be at least 1");
        // At most 2^32 * 3 * 2^24, or 2^32 * 2^12, and so within a long.
        long expected = count * ImageShape.of(batch).bytes();
        int length = batch.getPixels().size();
        require(length == expected, Reason.LENGTH, "length of pixels", length, "must be " + expected + " by the shape");
        requireIdentity(batch, count);
        int crc = crc32c(batch.getPixels());
        if (crc != batch.getCrc32C()) {
            throw new InvalidRecordException(
                    Reason.CHECKSUM,
                    String.format("crc32c is %08x but that of the pixels is %08x", batch.getCrc32C(), crc));
        }
        if (batch.getFormat() == PixelFormat.PIXEL_FORMAT_FLOAT32) {
            requireFinite(batch.getPixels());
        }
    }

    private static void requireShape(ImageBatch batch) throws InvalidRecordException {
        int channels = batch.getChannels();
        switch (batch.getFormat()) {
            case PIXEL_FORMAT_UINT8 -> {
                require(channels == 1 || channels == 3, Reason.SHAPE, "channels", unsigned(channels), "must be 1 or 3");
                requireSide("height", batch.getHeight());
                requireSide("width", batch.getWidth());
            }
            case PIXEL_FORMAT_FLOAT32 -> {
                String most = "must be 1 to " + ImageShape.MAX_DIMENSIONS + ", the values of a point";
                require(ImageShape.isDimensions(channels), Reason.SHAPE, "channels", unsigned(channels), most);
                require(
                        batch.getHeight() == 1,
                        Reason.SHAPE,
                        "height",
                        unsigned(batch.getHeight()),
                        "must be 1 of points");
                require(
                        batch.getWidth() == 1,
                        Reason.SHAPE,
                        "width",
                        unsigned(batch.getWidth()),
                        "must be 1 of points");
            }
            case UNRECOGNIZED ->
                throw new InvalidRecordException(
                        Reason.SHAPE,
                        "format is " + unsigned(batch.getFormatValue()) + " but must be 0 (bytes) or 1 (floats)");
        }
    }

    private static void requireFinite(ByteString pixels) throws InvalidRecordException {
        int finite = Floats.finite(pixels);
        if (finite < pixels.size() / Float.BYTES) {
            throw new InvalidRecordException(
                    Reason.VALUE, "value " + finite + " is infinite or no number but all must be finite");
        }
    }

    private static void requireSide(String name, int side) throws InvalidRecordException {
        require(ImageShape.isSide(side), Reason.SHAPE, name, unsigned(side), "must be 1 to " + ImageShape.MAX_SIDE);
    }

    private static void requireIdentity(ImageBatch batch, long count) throws InvalidRecordException {
        int source = batch.getSourceId().length();
        require(source <= MAX_SOURCE_ID, Reason.IDS, "length of source_id", source, "must be at most " + MAX_SOURCE_ID);
        int ids = batch.getIdsCount();
        require(ids == count, Reason.IDS, "number of ids", ids, "must be " + count + ", one for each image");
        int labels = batch.getLabelsCount();
        require(
                labels == 0 || labels == count,
                Reason.LABELS,
                "number of labels",
                labels,
                "must be 0 or " + count + ", one for each image");
        for (int i = 0; i < labels; i++) {
            require(batch.getLabels(i) >= -1, Reason.LABELS, "label", batch.getLabels(i), "must be at least -1");
        }
    }

    private static void require(boolean kept, Reason reason, String name, long value, String rule)
            throws InvalidRecordException {
        if (!kept) {
            throw new InvalidRecordException(reason, name + " is " + value + " but " + rule);
        }
    }

    private static long unsigned(int value) {
        return Integer.toUnsignedLong(value);
    }
}
