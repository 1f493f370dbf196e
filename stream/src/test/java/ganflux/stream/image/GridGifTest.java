package ganflux.stream.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;

class GridGifTest {
    private static final ImageShape SHAPE = new ImageShape(3, 4, 4);
    private static final int[][] COLOURS = {{0x0A141E, 0x28323C, 0x46505A}, {0xFF0000, 0x00FF00, 0x0000FF}};

    /** Two rows of three images of one colour each. */
    private static byte[] pixels() {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        for (int[] row : COLOURS) {
            for (int colour : row) {
                for (int shift = 16; shift >= 0; shift -= 8) {
                    for (int i = 0; i < 16; i++) {
                        pixels.write(colour >> shift);
                    }
                }
            }
        }
        return pixels.toByteArray();
    }

    @Test
    void framesAreTheColumnsThereAndBack() throws IOException {
        byte[] gif = GridGif.encode(pixels(), SHAPE, 3);

        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(gif))) {
            ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(4);
            for (int i = 0; i < 4; i++) {
                int column = i < 3 ? i : 4 - i;
                BufferedImage frame = reader.read(i);
                assertThat(frame.getWidth()).isEqualTo(4);
                assertThat(frame.getHeight()).isEqualTo(8);
                for (int y = 0; y < 8; y++) {
                    assertThat(frame.getRGB(3, y) & 0xFFFFFF)
                            .as("frame %d, row %d", i, y)
                            .isEqualTo(COLOURS[y / 4][column]);
                }
                IIOMetadataNode root =
                        (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
                assertThat(((IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension")
                                        .item(0))
                                .getAttribute("delayTime"))
                        .isEqualTo("8");
            }
            reader.dispose();
        }
    }

    @Test
    void runsForEver() {
        String gif = new String(GridGif.encode(pixels(), SHAPE, 3), StandardCharsets.ISO_8859_1);

        assertThat(gif).startsWith("GIF89a").containsOnlyOnce("NETSCAPE2.0\3\1\0\0");
    }
}
