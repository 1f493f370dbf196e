package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelReaderTest {
    private static final PixelReader GREY_2X2 = new PixelReader(new ImageShape(1, new ImageSize(2, 2)));
    private static final PixelReader RGB_1X2 = new PixelReader(new ImageShape(3, new ImageSize(1, 2)));

    @Test
    void keepsGreyValuesAsTheyAreStored() throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, 2, 2, new int[] {0, 128, 200, 255});

        assertThat(GREY_2X2.read(write(image, "png"))).containsExactly(0, (byte) 128, (byte) 200, (byte) 255);
    }

    @Test
    void scalesSixteenBitGreyToEight() throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setPixels(0, 0, 2, 2, new int[] {0, 128 * 257, 200 * 257, 65535});

        assertThat(GREY_2X2.read(write(image, "png"))).containsExactly(0, (byte) 128, (byte) 200, (byte) 255);
    }

    @Test
    void ordersColourByChannel() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0x0A141E);
        image.setRGB(1, 0, 0x28323C);

        assertThat(RGB_1X2.read(write(image, "png"))).containsExactly(10, 40, 20, 50, 30, 60);
    }

    @Test
    void turnsColourToGreyByItsBrightness() throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xFF0000);
        image.setRGB(1, 0, 0x00FF00);
        image.setRGB(0, 1, 0x0000FF);
        image.setRGB(1, 1, 0xFFFFFF);

        assertThat(GREY_2X2.read(write(image, "png"))).containsExactly(76, (byte) 150, 29, (byte) 255);
    }

    @Test
    void turnsGreyToColourByRepetition() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, 2, 1, new int[] {7, 9});

        assertThat(RGB_1X2.read(write(image, "png"))).containsExactly(7, 9, 7, 9, 7, 9);
    }

    @Test
    void putsTheTransparentOnWhite() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00000000);
        image.setRGB(1, 0, 0xFF010203);

        byte white = (byte) 255;
        assertThat(RGB_1X2.read(write(image, "png"))).containsExactly(white, 1, white, 2, white, 3);
    }

    @Test
    void cropsTheMiddleOfAWideImage() throws IOException {
        BufferedImage image = new BufferedImage(6, 2, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, 6, 2, new int[] {9, 9, 1, 2, 9, 9, 9, 9, 3, 4, 9, 9});

        assertThat(GREY_2X2.read(write(image, "png"))).containsExactly(1, 2, 3, 4);
    }

    @Test
    void shrinksAFineCheckerboardToItsMean() throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 64 * 64; i++) {
            image.getRaster().setSample(i % 64, i / 64, 0, (i % 64 + i / 64) % 2 * 200);
        }

        for (byte pixel : GREY_2X2.read(write(image, "png"))) {
            assertThat((double) Byte.toUnsignedInt(pixel)).isCloseTo(100, within(2.0));
        }
    }

    @Test
    void enlargesAFlatImageToAFlatOne() throws IOException {
        BufferedImage image = new BufferedImage(3, 3, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, 3, 3, new int[] {50, 50, 50, 50, 50, 50, 50, 50, 50});

        byte[] pixels = new PixelReader(new ImageShape(1, new ImageSize(7, 11))).read(write(image, "png"));

        assertThat(pixels).hasSize(77).containsOnly(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
    void readsEachFormat(String format) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 32 * 32; i++) {
            image.setRGB(i % 32, i / 32, 0x646464);
        }

        for (byte pixel : GREY_2X2.read(write(image, format))) {
            assertThat((double) pixel).isCloseTo(100, within(2.0));
        }
    }

    @Test
    void refusesAnImageThatClaimsAGiganticSize() throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "bmp", out);
        byte[] bytes = out.toByteArray();
        ByteBuffer.wrap(bytes)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(18, 30_000)
                .putInt(22, 30_000);

        assertThatThrownBy(() -> GREY_2X2.read(bytes))
                .isInstanceOf(IOException.class)
                .hasMessage("image of 30000x30000 pixels, more than the 50000000 allowed");
    }

    private static byte[] write(BufferedImage image, String format) throws IOException {
        return Pictures.encode(image, format);
    }
}
