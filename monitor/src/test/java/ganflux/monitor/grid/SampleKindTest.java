package ganflux.monitor.grid;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import ganflux.v1.SampleBatch;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SampleKindTest {
    @Test
    void showsAtMostEightByEight() throws IOException {
        byte[] pixels = new byte[100];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        SampleBatch sample = SampleBatch.newBuilder()
                .setChannels(1)
                .setHeight(1)
                .setWidth(1)
                .setFreshFakes(ByteString.copyFrom(pixels))
                .build();
        BufferedImage grid = ImageIO.read(
                new ByteArrayInputStream(SampleKind.FRESH.png(sample).orElseThrow()));
        assertThat(grid.getWidth()).isEqualTo(8);
        assertThat(grid.getHeight()).isEqualTo(8);
        Raster raster = grid.getRaster();
        assertThat(raster.getSamples(0, 7, raster.getWidth(), 1, 0, (int[]) null))
                .containsExactly(56, 57, 58, 59, 60, 61, 62, 63);
        assertThat(SampleKind.REAL.png(sample)).isEmpty();
    }
}
