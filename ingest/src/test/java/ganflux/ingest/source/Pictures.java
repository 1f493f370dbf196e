package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Encoded images for tests. */
public final class Pictures {
    private Pictures() {}

    /** The bytes of an image file. */
    public static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).as(format).isTrue();
        return bytes.toByteArray();
    }

    /** A grey PNG of 1x4 pixels that spell {@code number}. */
    public static byte[] numbered(int number) throws IOException {
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 4; x++) {
            image.getRaster().setSample(x, 0, 0, (number >>> (8 * (3 - x))) & 255);
        }
        return encode(image, "png");
    }
}
