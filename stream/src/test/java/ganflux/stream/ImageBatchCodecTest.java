package ganflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import ganflux.stream.InvalidRecordException.Reason;
import ganflux.stream.image.Floats;
import ganflux.stream.image.ImageShape;
import ganflux.v1.ImageBatch;
import ganflux.v1.PixelFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageBatchCodecTest {
    /** Two grey images of 2 rows and 3 columns: what {@code grey-labelled.bin} holds, made by another implementation. */
    static ImageBatch batch() {
        byte[] pixels = new byte[12];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (20 * i);
        }
        ByteString bytes = ByteString.copyFrom(pixels);
        return ImageBatch.newBuilder()
                .setVersion(1)
                .setSourceId("idx:train-images")
                .setRunId("run-1")
                .setSequence(7)
                .setCount(2)
                .setChannels(1)
                .setHeight(2)
                .setWidth(3)
                .setPixels(bytes)
                .addAllIds(List.of(41L, 300L))
                .addAllLabels(List.of(3, -1))
                .setCrc32C(ImageBatchCodec.crc32c(bytes))
                .setCreatedAtMs(1_700_000_000_000L)
                .build();
    }

    @Test
    void refusesARecordBeyondTheCeilingBeforeItReadsIt() {
        assertThatThrownBy(() -> ImageBatchCodec.decode(new byte[ImageBatchCodec.MAX_BYTES + 1]))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.SIZE))
                .hasMessage("it has 8388609 bytes but must have at most 8388608");
    }

    @Test
    void versionOneIsReadAndWrittenAsItAlwaysWas() throws Exception {
        byte[] golden = golden();
        assertThat(ImageBatchCodec.decode(golden)).isEqualTo(batch());
        assertThat(ImageBatchCodec.encode(batch())).isEqualTo(golden);
    }

    /** Three points of two values: what {@code points.bin} holds, made by another implementation. */
    static ImageBatch points() {
        ByteString bytes = ByteString.copyFrom(Floats.toBytes(1, 0, -.5f, 3.25f, 1e-30f, -1024));
        return batch().toBuilder()
                .setSourceId("ring8,seed=1")
                .setCount(3)
                .setChannels(2)
                .setHeight(1)
                .setWidth(1)
                .setPixels(bytes)
                .clearIds()
                .addAllIds(List.of(41L, 42L, 300L))
                .clearLabels()
                .addAllLabels(List.of(0, 7, -1))
                .setCrc32C(ImageBatchCodec.crc32c(bytes))
                .setFormat(PixelFormat.PIXEL_FORMAT_FLOAT32)
                .build();
    }

    @Test
    void pointsAreReadAndWrittenAsTheyAlwaysWere() throws Exception {
        byte[] golden = golden("points.bin");
        assertThat(ImageBatchCodec.decode(golden)).isEqualTo(points());
        assertThat(ImageBatchCodec.encode(points())).isEqualTo(golden);
        assertThat(Floats.of(points().getPixels().toByteArray())).containsExactly(1, 0, -.5f, 3.25f, 1e-30f, -1024);
        assertThat(ImageShape.of(points())).isEqualTo(ImageShape.points(2)).hasToString("points of 2 values");
        assertThat(ImageShape.of(batch())).isEqualTo(new ImageShape(1, 2, 3)).hasToString("1x2x3");
    }

    private static byte[] golden() throws Exception {
        return golden("grey-labelled.bin");
    }

    private static byte[] golden(String name) throws Exception {
        return Files.readAllBytes(ConformanceTest.RECORDS.resolve(name));
    }

    @Test
    void theChecksumIsCastagnolis() {
        assertThat(ImageBatchCodec.crc32c(ByteString.copyFrom("123456789", StandardCharsets.US_ASCII)))
                .isEqualTo(0xe3069283);
    }

    @Test
    void pixelsAreNotCopied() throws Exception {
        byte[] value = ImageBatchCodec.encode(batch());
        ImageBatch decoded = ImageBatchCodec.decode(value);
        byte first = decoded.getPixels().byteAt(1);
        for (int i = 0; i < value.length; i++) {
            value[i]++;
        }
        assertThat(decoded.getPixels().byteAt(1)).isEqualTo((byte) (first + 1));
    }

    @Test
    void labelsMayBeAbsent() {
        ImageBatch unlabelled = batch().toBuilder().clearLabels().build();
        assertThatCode(() -> ImageBatchCodec.decode(ImageBatchCodec.encode(unlabelled)))
                .doesNotThrowAnyException();
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                row(Reason.VERSION, "version is 2 but must be 1", b -> b.setVersion(2)),
                row(Reason.VERSION, "version is 0", b -> b.clearVersion()),
                row(Reason.SHAPE, "channels is 2 but must be 1 or 3", b -> b.setChannels(2)),
                row(Reason.SHAPE, "height is 0", b -> b.setHeight(0)),
                row(Reason.SHAPE, "width is 4097 but must be 1 to 4096", b -> b.setWidth(4097)),
                row(Reason.SHAPE, "width is 4294967295", b -> b.setWidth(-1)),
                row(Reason.SHAPE, "count is 0 but must be at least 1", b -> b.setCount(0)),
                row(Reason.LENGTH, "length of pixels is 12 but must be 18", b -> b.setCount(3)),
                row(
                        Reason.LENGTH,
                        "must be 216172782063452160",
                        b -> b.setCount(-1).setChannels(3).setHeight(4096).setWidth(4096)),
                row(Reason.LENGTH, "is 0", b -> b.clearPixels()),
                row(
                        Reason.IDS,
                        "number of ids is 1 but must be 2",
                        b -> b.clearIds().addIds(1)),
                row(Reason.IDS, "length of source_id is 201", b -> b.setSourceId("x".repeat(201))),
                row(
                        Reason.LABELS,
                        "number of labels is 1 but must be 0 or 2",
                        b -> b.clearLabels().addLabels(1)),
                row(Reason.LABELS, "label is -2", b -> b.setLabels(1, -2)),
                row(Reason.CHECKSUM, "crc32c is 00000001", b -> b.setCrc32C(1)),
                row(Reason.SHAPE, "format is 2 but must be 0 (bytes) or 1 (floats)", b -> b.setFormatValue(2)),
                ofPoints(Reason.SHAPE, "channels is 0 but must be 1 to 1024, the values", b -> b.setChannels(0)),
                ofPoints(Reason.SHAPE, "channels is 1025", b -> b.setChannels(1025)),
                ofPoints(Reason.SHAPE, "height is 2 but must be 1 of points", b -> b.setHeight(2)),
                ofPoints(Reason.SHAPE, "width is 0", b -> b.setWidth(0)),
                ofPoints(Reason.LENGTH, "length of pixels is 24 but must be 16", b -> b.setCount(2)),
                ofPoints(Reason.LENGTH, "length of pixels is 24 but must be 36", b -> b.setChannels(3)),
                ofPoints(Reason.SHAPE, "channels is 2 but must be 1 or 3", b -> b.clearFormat()),
                ofPoints(Reason.CHECKSUM, "crc32c is 00000001", b -> b.setCrc32C(1)),
                ofPoints(Reason.VALUE, "value 2 is infinite", b -> values(b, 0, 0, Float.NaN, 0, 0, 0)),
                ofPoints(Reason.VALUE, "value 5", b -> values(b, 0, 0, 0, 0, 0, Float.NEGATIVE_INFINITY)));
    }

    private static ImageBatch.Builder values(ImageBatch.Builder batch, float... values) {
        ByteString bytes = ByteString.copyFrom(Floats.toBytes(values));
        return batch.setPixels(bytes).setCrc32C(ImageBatchCodec.crc32c(bytes));
    }

    private static Arguments ofPoints(Reason reason, String message, UnaryOperator<ImageBatch.Builder> change) {
        return arguments(reason, message, change.apply(points().toBuilder()).build());
    }

    private static Arguments row(Reason reason, String message, UnaryOperator<ImageBatch.Builder> change) {
        return arguments(reason, message, change.apply(batch().toBuilder()).build());
    }

    @ParameterizedTest
    @MethodSource("broken")
    void eachRuleIsKept(Reason reason, String message, ImageBatch broken) {
        assertThatThrownBy(() -> ImageBatchCodec.decode(broken.toByteArray()))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
        assertThatThrownBy(() -> ImageBatchCodec.encode(broken)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damagedBytesAreRefusedAndNeverMore() {
        byte[] good = ImageBatchCodec.encode(batch());
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                ImageBatch decoded = ImageBatchCodec.decode(damaged);
                assertThat(decoded.getPixels())
                        .hasSize(decoded.getCount() * ImageShape.of(decoded).bytes());
            } catch (InvalidRecordException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void foreignBytesAreUnreadable() {
        assertThatThrownBy(() -> ImageBatchCodec.decode("{\"not\": \"protobuf\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNREADABLE));
    }
}
