package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.ingest.source.ImageShape;
import ganflux.ingest.source.ImageSize;
import ganflux.stream.command.UserError;
import org.junit.jupiter.api.Test;

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
                .hasMessage("--batch-images 20000 of 28x28 grey are 15680000 bytes, but a record holds at most 8388608;"
                        + " give at most 10699");
        assertThatThrownBy(() -> Flow.unlimited().imagesPerRecord(LARGE))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "--size 2048x2048 makes images of 12582912 bytes, but a record holds at most 8388608; give a"
                                + " smaller size");
    }
}
