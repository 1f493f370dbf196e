package ganflux.stream.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThumbnailsTest {
    @Test
    void areRoundedMeansOfSquares() {
        // 2 rows of 40: squares of 2; factor ceil(40 / 32).
        Thumbnails thumbnails = new Thumbnails(new ImageShape(1, 2, 40));
        assertThat(thumbnails.factor()).isEqualTo(2);
        assertThat(thumbnails.shape()).isEqualTo(new ImageShape(1, 1, 20));
        byte[] image = new byte[80];
        image[0] = (byte) 255;
        image[1] = (byte) 255;
        image[40] = 1; // 511 / 4 = 127.75
        image[3] = 6; // 6 / 4 = 1.5
        assertThat(thumbnails.of(image)).startsWith((byte) 128, (byte) 2, (byte) 0);
        byte[] small = new byte[28 * 28];
        assertThat(new Thumbnails(new ImageShape(1, 28, 28)).of(small)).isSameAs(small);
    }

    @Test
    void cutSquaresAtTheEdge() {
        Thumbnails thumbnails = new Thumbnails(new ImageShape(3, 3, 3), 2);
        byte[] image = new byte[27];
        image[9 + 8] = 77; // the last pixel of the second channel has a square of its own
        assertThat(thumbnails.of(image)).containsExactly(0, 0, 0, 0, 0, 0, 0, 77, 0, 0, 0, 0);
    }
}
