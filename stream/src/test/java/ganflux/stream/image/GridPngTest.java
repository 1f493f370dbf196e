package ganflux.stream.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridPngTest {
    @Test
    void placesGreyImagesRowByRow() throws IOException {
        // Three images, 2 high and 3 wide: 0..5, 6..11, 12..17.
        BufferedImage grid = decode(GridPng.encode(counting(18), new ImageShape(1, 2, 3)));
        assertThat(grid.getWidth()).isEqualTo(6);
        assertThat(grid.getHeight()).isEqualTo(4);
        Raster raster = grid.getRaster();
        assertThat(raster.getNumBands()).isEqualTo(1);
        assertThat(row(raster, 0)).containsExactly(0, 1, 2, 6, 7, 8);
        assertThat(row(raster, 1)).containsExactly(3, 4, 5, 9, 10, 11);
        assertThat(row(raster, 2)).containsExactly(12, 13, 14, 0, 0, 0);
        assertThat(row(raster, 3)).containsExactly(15, 16, 17, 0, 0, 0);
    }

    @Test
    void hasAsManyColumnsAsIsAskedFor() throws IOException {
        Raster raster =
                decode(GridPng.encode(counting(6), new ImageShape(1, 1, 2), 1)).getRaster();

        assertThat(raster.getHeight()).isEqualTo(3);
        assertThat(row(raster, 2)).containsExactly(4, 5);
    }

    @Test
    void keepsBrightPixelsUnsigned() throws IOException {
        byte[] pixels = {(byte) 255, (byte) 128};
        assertThat(row(decode(GridPng.encode(pixels, new ImageShape(1, 1, 2))).getRaster(), 0))
                .containsExactly(255, 128);
    }

    @Test
    void placesColourPlanes() throws IOException {
        // Two images of one row and two columns: planes red, green, blue.
        BufferedImage grid = decode(GridPng.encode(counting(12), new ImageShape(3, 1, 2)));
        assertThat(grid.getWidth()).isEqualTo(4);
        assertThat(grid.getRGB(0, 0)).isEqualTo(0xff000204);
        assertThat(grid.getRGB(1, 0)).isEqualTo(0xff010305);
        assertThat(grid.getRGB(2, 0)).isEqualTo(0xff06080a);
        assertThat(grid.getRGB(3, 0)).isEqualTo(0xff07090b);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "4,2", "5,3", "9,3", "10,4", "49,7", "50,8", "64,8"})
    void isAboutAsWideAsHigh(int images, int columns) {
        assertThat(GridPng.columns(images)).isEqualTo(columns);
    }

    @Test
    void refusesLessThanAnImage() {
        assertThatThrownBy(() -> GridPng.encode(counting(3), new ImageShape(1, 2, 2)))
                .hasMessageContaining("4 bytes");
    }

    private static byte[] counting(int bytes) {
        byte[] pixels = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            pixels[i] = (byte) i;
        }
        return pixels;
    }

    private static BufferedImage decode(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static int[] row(Raster raster, int y) {
        return raster.getSamples(0, y, raster.getWidth(), 1, 0, (int[]) null);
    }
}
