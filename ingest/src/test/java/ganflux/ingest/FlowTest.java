package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import ganflux.ingest.source.ImageShape;
import ganflux.ingest.source.ImageSize;
import ganflux.stream.ImageBatchCodec;
import ganflux.stream.command.UserError;
import ganflux.v1.ImageBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowTest {
    private static final ImageShape MNIST = new ImageShape(1, new ImageSize(28, 28));
    private static final ImageShape CELEBA = new ImageShape(3, new ImageSize(64, 64));
    private static final ImageShape LARGE = new ImageShape(3, new ImageSize(2048, 2048));

    @Test
    void aRecordIsAboutAQuarterMebibyte() {
        assertThat(Flow.unlimited().imagesPerRecord(MNIST)).isEqualTo(334);
        assertThat(Flow.unlimited().imagesPerRecord(CELEBA)).isEqualTo(21);
        assertThat(Flow.unlimited().imagesPerRecord(new ImageShape(3, new ImageSize(512, 512))))
                .isEqualTo(1);
    }

    /** The trainer tells its progress by whole records, and --ahead 5000 must hold more than one. */
    @Test
    void aRecordOfPointsIsSmaller() {
        assertThat(Flow.unlimited().imagesPerRecord(ImageShape.ofPoints(2))).isEqualTo(2048);
        assertThat(Flow.unlimited().imagesPerRecord(ImageShape.ofPoints(1024))).isEqualTo(64);
    }

    @Test
    void aRecordHoldsNoMoreThanASecondAtALowRate() {
        assertThat(Flow.unlimited().withRate(50).imagesPerRecord(MNIST)).isEqualTo(50);
        assertThat(Flow.unlimited().withRate(0.1).imagesPerRecord(MNIST)).isEqualTo(1);
        assertThat(Flow.unlimited().withRate(1e6).imagesPerRecord(MNIST)).isEqualTo(334);
        assertThat(Flow.unlimited().withRate(50).withBatchImages(200).imagesPerRecord(MNIST))
                .isEqualTo(200);
    }

    @Test
    void refusesRecordsBeyondTheCeiling() {
        assertThatThrownBy(() -> Flow.unlimited().withBatchImages(20_000).imagesPerRecord(MNIST))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "--batch-images 20000 of 28x28 grey are 15680000 bytes, but a record holds at most 8388608 with"
                                + " their numbers and labels; give at most 10509");
        assertThatThrownBy(() -> Flow.unlimited().imagesPerRecord(LARGE))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "--size 2048x2048 makes images of 12582912 bytes, but a record holds at most 8386546; give a"
                                + " smaller size");
    }

    @ParameterizedTest
    @CsvSource({"2,2", "28,28", "100,200", "2048,4094"})
    void asManyImagesAsAreAllowedFitWhateverTheirNumbersAndNames(int height, int width) {
        ImageShape shape = new ImageShape(1, new ImageSize(height, width));
        int bytes = height * width;
        int most = mostOf(shape);
        ByteString pixels = ByteString.copyFrom(new byte[most * bytes]);
        ImageBatch.Builder batch = ImageBatch.newBuilder()
                .setVersion(ImageBatchCodec.VERSION)
                .setSourceId("\u20ac".repeat(200))
                .setRunId("\u20ac".repeat(200))
                .setSequence(Long.MAX_VALUE)
                .setCount(most)
                .setChannels(1)
                .setHeight(height)
                .setWidth(width)
                .setPixels(pixels)
                .setCrc32C(ImageBatchCodec.crc32c(pixels))
                .setCreatedAtMs(Long.MAX_VALUE);
        for (int i = 0; i < most; i++) {
            batch.addIds(Long.MAX_VALUE).addLabels(999_999_999);
        }

        assertThat(batch.build().getSerializedSize())
                .isGreaterThan(ImageBatchCodec.MAX_BYTES - 2048 - bytes - 14)
                .isLessThanOrEqualTo(ImageBatchCodec.MAX_BYTES);
        assertThat(ImageBatchCodec.encode(batch.build())).isNotEmpty();
    }

    /** What a refusal says. */
    private static int mostOf(ImageShape shape) {
        try {
            return Flow.unlimited().withBatchImages(10_000_000).imagesPerRecord(shape);
        } catch (UserError e) {
            return Integer.parseInt(String.valueOf(e.getMessage()).replaceAll(".* ", ""));
        }
    }
}
