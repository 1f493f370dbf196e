package ganflux.monitor.grid;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import ganflux.v1.SampleBatch;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class NearestPngTest {
    @Test
    void putsEachFakeBesideTheRealNearestToIt() throws IOException {
        // Images of two pixels. (0, 0) is nearest to (10, 0); (200, 130) to (255, 128), not to (100, 130): 55 < 100;
        // (50, 70) lies 3200 from (10, 30), 2500 from (50, 20).
        BufferedImage picture =
                draw(sample(1, bytes(0, 0, 200, 130, 50, 70), bytes(255, 128, 10, 0, 100, 130, 50, 20)));
        int gap = NearestPng.gap(2);
        assertThat(picture.getWidth()).isEqualTo(3 * 4 + 2 * gap);
        assertThat(picture.getHeight()).isEqualTo(1);
        assertThat(grey(picture, 0, 4)).containsExactly(0, 0, 10, 0);
        assertThat(grey(picture, 4 + gap, 4)).containsExactly(200, 130, 255, 128);
        assertThat(grey(picture, 2 * (4 + gap), 4)).containsExactly(50, 70, 50, 20);
        assertThat(picture.getRGB(4, 0) >>> 24).as("between pairs").isZero();
        assertThat(picture.getRGB(3, 0) >>> 24).isEqualTo(255);
    }

    @Test
    void takesTheFirstOfEquals() {
        assertThat(NearestPng.nearest(bytes(9, 100), 1, bytes(90, 110, 90), 1)).isZero();
    }

    @Test
    void drawsColoursInTheirOrder() throws IOException {
        BufferedImage picture = draw(sample(3, bytes(1, 2, 3, 4, 5, 6), bytes(9, 8, 7, 6, 5, 4)));
        assertThat(picture.getRGB(0, 0)).isEqualTo(0xff010305);
        assertThat(picture.getRGB(1, 0)).isEqualTo(0xff020406);
        assertThat(picture.getRGB(2, 0)).isEqualTo(0xff090705);
    }

    @Test
    void drawsSixteenPairsInFourRows() throws IOException {
        BufferedImage picture = draw(sample(1, new byte[40], new byte[40]));
        assertThat(picture.getWidth()).isEqualTo(4 * 4 + 3 * NearestPng.gap(2));
        assertThat(picture.getHeight()).isEqualTo(4 + 3 * NearestPng.gap(2));
    }

    @Test
    void isAbsentWithoutFakesOrReals() {
        assertThat(NearestPng.of(sample(1, new byte[0], new byte[4]))).isEmpty();
        assertThat(NearestPng.of(sample(1, new byte[4], new byte[0]))).isEmpty();
    }

    private static SampleBatch sample(int channels, byte[] fakes, byte[] reals) {
        return SampleBatch.newBuilder()
                .setChannels(channels)
                .setHeight(1)
                .setWidth(2)
                .setFreshFakes(ByteString.copyFrom(fakes))
                .setReals(ByteString.copyFrom(reals))
                .build();
    }

    private static BufferedImage draw(SampleBatch sample) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(NearestPng.of(sample).orElseThrow()));
    }

    private static int[] grey(BufferedImage picture, int left, int width) {
        int[] values = new int[width];
        for (int x = 0; x < width; x++) {
            values[x] = picture.getRGB(left + x, 0) & 0xff;
        }
        return values;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
