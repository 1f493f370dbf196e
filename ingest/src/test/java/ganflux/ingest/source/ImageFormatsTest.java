package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cameras, printers and old programs write. */
class ImageFormatsTest {
    private static final PixelReader RGB = new PixelReader(new ImageShape(3, new ImageSize(1, 1)));
    private static final int CORNER = 16;

    /** Each corner of an upright image of 2x3 corners is one grey; the file has them as the camera was held. */
    @ParameterizedTest
    @CsvSource({
        "1, 3, '10 20 30 40 50 60'",
        "2, 3, '30 20 10 60 50 40'",
        "3, 3, '60 50 40 30 20 10'",
        "4, 3, '40 50 60 10 20 30'",
        "5, 2, '10 40 20 50 30 60'",
        "6, 2, '30 60 20 50 10 40'",
        "7, 2, '60 30 50 20 40 10'",
        "8, 2, '40 10 50 20 60 30'",
        "9, 3, '10 20 30 40 50 60'"
    })
    void camerasThatWereTurnedGiveUprightImages(int orientation, int columns, String stored) throws IOException {
        int[] greys =
                Arrays.stream(stored.split(" ")).mapToInt(Integer::parseInt).toArray();
        BufferedImage image = new BufferedImage(columns * CORNER, 6 / columns * CORNER, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.getRaster().setSample(x, y, 0, greys[y / CORNER * columns + x / CORNER]);
            }
        }
        PixelReader upright = new PixelReader(new ImageShape(1, new ImageSize(2 * CORNER, 3 * CORNER)));

        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            byte[] pixels = upright.read(withMarker(0xE1, exif(orientation, order), Pictures.encode(image, "jpg")));

            for (int corner = 0; corner < 6; corner++) {
                int y = corner / 3 * CORNER + CORNER / 2;
                int x = corner % 3 * CORNER + CORNER / 2;
                assertThat((double) pixels[y * 3 * CORNER + x]).isCloseTo(10 * (corner + 1), within(2.0));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"tiff", "wbmp"})
    void whatElseJavaReadsIsNotTaken(String format) throws IOException {
        byte[] file = Pictures.encode(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_BINARY), format);
        assertThatThrownBy(() -> RGB.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage("not a PNG, JPEG, BMP or GIF image");
    }

    @Test
    void brokenExifIsNoExif() throws IOException {
        byte[] jpeg = Pictures.encode(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "jpg");
        byte[] exif = exif(6, ByteOrder.LITTLE_ENDIAN);
        for (int i = 6; i < exif.length; i++) {
            byte[] broken = exif.clone();
            broken[i] ^= (byte) 0xFF;
            assertThat(JpegFile.read(withMarker(0xE1, broken, jpeg)).orientation())
                    .isIn(1, 6);
            assertThat(JpegFile.read(withMarker(0xE1, Arrays.copyOf(exif, i), jpeg))
                            .orientation())
                    .isIn(1, 6);
        }
    }

    /** Held against Chromium, which shows the first two as (7, 47, 86) and the third as (200, 163, 200). */
    @ParameterizedTest
    @CsvSource({"-1, 8, 47, 86", "0, 8, 47, 86", "2, 200, 164, 200"})
    void fourInksBecomeThreeColours(int adobeTransform, int red, int green, int blue) throws IOException {
        WritableRaster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, new Point());
        for (int i = 0; i < 64; i++) {
            inks.setPixel(i % 8, i / 8, new int[] {10, 60, 110, 200});
        }
        byte[] jpeg = jpeg(inks);
        byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) adobeTransform};

        byte[] pixels = RGB.read(adobeTransform < 0 ? jpeg : withMarker(0xEE, adobe, jpeg));

        assertThat(pixels).containsExactly(red, green, blue);
    }

    @Test
    void sixteenBitColourWithAlphaIsScaledAndLaidOnWhite() throws IOException {
        ColorModel colors = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_USHORT);
        WritableRaster raster = colors.createCompatibleWritableRaster(1, 1);
        BufferedImage image = new BufferedImage(colors, raster, false, null);
        raster.setPixel(0, 0, new int[] {10 * 257, 128 * 257, 250 * 257, 65535});
        assertThat(RGB.read(Pictures.encode(image, "png"))).containsExactly(10, (byte) 128, (byte) 250);

        raster.setPixel(0, 0, new int[] {0, 0, 0, 0});
        assertThat(RGB.read(Pictures.encode(image, "png"))).containsExactly(255, 255, 255);
    }

    @Test
    void ofAnAnimationTheFirstFrameIsTaken() throws IOException {
        IndexColorModel colors = new IndexColorModel(8, 2, new byte[] {7, 99}, new byte[] {8, 98}, new byte[] {9, 97});
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int frame = 0; frame < 2; frame++) {
                BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_INDEXED, colors);
                for (int i = 0; i < 16; i++) {
                    image.getRaster().setSample(i % 4, i / 4, 0, frame);
                }
                writer.writeToSequence(new IIOImage(image, null, null), null);
            }
            writer.endWriteSequence();
        }
        writer.dispose();

        assertThat(RGB.read(bytes.toByteArray())).containsExactly(7, 8, 9);
    }

    @Test
    void aJpegThatIsCutOffIsRefused() throws IOException {
        BufferedImage noise = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 1600; i++) {
            noise.setRGB(i % 40, i / 40, i * 0x9E3779B1);
        }
        byte[] whole = Pictures.encode(noise, "jpg");
        RGB.read(whole);
        RGB.read(Arrays.copyOf(whole, whole.length + 100)); // Some cameras add bytes behind the end.

        for (int length = whole.length - 2; length > 0; length -= 37) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> RGB.read(cut)).as("%d", length).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> RGB.read(Arrays.copyOf(whole, whole.length - 2)))
                .hasMessage("cut off: a JPEG image without its end");
    }

    @Test
    void theImagesOfAnUploadAreBoundedTogether() throws IOException {
        PixelAllowance allowance = new PixelAllowance();
        for (int i = 0; i < 10; i++) {
            allowance.take(5_000, 10_000);
        }
        assertThatThrownBy(() -> allowance.take(1, 1))
                .isInstanceOf(TooManyPixelsException.class)
                .hasMessage("its images have more than the 500000000 pixels allowed in all; send fewer at once");
        assertThatThrownBy(() -> new PixelAllowance().take(5_000, 10_001)).hasMessageContaining("50000000 allowed");
    }

    private static byte[] jpeg(Raster raster) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam best = writer.getDefaultWriteParam();
            best.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            best.setCompressionQuality(1);
            writer.write(null, new IIOImage(raster, null, null), best);
        }
        writer.dispose();
        return bytes.toByteArray();
    }

    /** An Exif segment that says only how the camera was held. */
    private static byte[] exif(int orientation, ByteOrder order) {
        ByteBuffer exif = ByteBuffer.allocate(6 + 8 + 2 + 2 * 12 + 4);
        exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).order(order);
        exif.put(order == ByteOrder.BIG_ENDIAN ? new byte[] {'M', 'M'} : new byte[] {'I', 'I'});
        exif.putShort((short) 42).putInt(8).putShort((short) 2);
        exif.putShort((short) 0x100).putShort((short) 3).putInt(1).putInt(77);
        exif.putShort((short) 0x112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0);
        return exif.array();
    }

    /** {@code jpeg} with a segment behind its beginning. */
    private static byte[] withMarker(int marker, byte[] content, byte[] jpeg) {
        ByteBuffer out = ByteBuffer.allocate(jpeg.length + content.length + 4);
        out.put(jpeg, 0, 2).put((byte) 0xFF).put((byte) marker).putShort((short) (content.length + 2));
        return out.put(content).put(jpeg, 2, jpeg.length - 2).array();
    }
}
