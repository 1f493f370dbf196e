package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UserError;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class DigitsSourceTest {
    private final DigitsSource digits = new DigitsSource(SourceOptions.defaults());

    @Test
    void startsAnywhereInTheSameStream() {
        List<Image> fromTheStart = take(digits, 0, 50);
        List<Image> fromTheMiddle = take(new DigitsSource(SourceOptions.defaults()), 20, 30);

        assertThat(fromTheMiddle).isEqualTo(fromTheStart.subList(20, 50));
        assertThat(fromTheStart)
                .extracting(Image::id)
                .isEqualTo(IntStream.range(0, 50).mapToObj(i -> (long) i).toList());
    }

    @Test
    void drawsTheSamePixelsOnEveryMachine() {
        CRC32C sum = new CRC32C();
        take(digits, 0, 100).forEach(image -> sum.update(image.pixels()));

        assertThat(Long.toHexString(sum.getValue())).isEqualTo("7342a3e3");
    }

    @Test
    void anotherSeedIsAnotherStream() {
        DigitsSource other = new DigitsSource(SourceOptions.defaults().withSeed(2));

        assertThat(other.id()).isNotEqualTo(digits.id());
        assertThat(take(other, 0, 20)).doesNotContainAnyElementsOf(take(digits, 0, 20));
    }

    @Test
    void hasTenEquallyLikelyModes() {
        int[] counts = new int[10];
        take(digits, 0, 10_000).forEach(image -> counts[image.label()]++);

        // A count has a standard deviation of 30.
        assertThat(counts).hasSize(10);
        IntStream.of(counts).forEach(count -> assertThat(count).isBetween(850, 1150));
    }

    @Test
    void noTwoImagesAreAlike() {
        assertThat(take(digits, 0, 2_000).stream()
                        .map(image -> ByteBuffer.wrap(image.pixels()))
                        .distinct())
                .hasSize(2_000);
    }

    @Test
    void isWhiteOnBlackWithADarkMargin() {
        for (Image image : take(digits, 0, 500)) {
            int bright = 0;
            int edge = 0;
            for (int i = 0; i < 28 * 28; i++) {
                int value = Byte.toUnsignedInt(image.pixels()[i]);
                bright += value > 127 ? 1 : 0;
                boolean onEdge = i < 28 || i >= 27 * 28 || i % 28 == 0 || i % 28 == 27;
                edge += onEdge && value > 0 ? 1 : 0;
            }
            assertThat(bright).as("bright pixels of image %s", image.id()).isBetween(15, 260);
            assertThat(edge).as("edge pixels of image %s", image.id()).isZero();
        }
    }

    @Test
    void drawsLargerAndInColourWhereAskedTo() {
        ImageShape shape = new ImageShape(3, new ImageSize(64, 48));
        DigitsSource large = new DigitsSource(SourceOptions.defaults().withShape(shape));

        byte[] pixels = large.image(3).pixels();

        assertThat(pixels).hasSize(3 * 64 * 48);
        assertThat(Arrays.copyOf(pixels, 64 * 48))
                .isEqualTo(Arrays.copyOfRange(pixels, 2 * 64 * 48, 3 * 64 * 48))
                .contains((byte) 0);
        assertThat(large.image(3).label()).isEqualTo(digits.image(3).label());
    }

    @Test
    void refusesASizeThatNoDigitFits() {
        SourceOptions tiny = SourceOptions.defaults().withShape(new ImageShape(1, new ImageSize(8, 28)));

        assertThatThrownBy(() -> new DigitsSource(tiny))
                .isInstanceOf(UserError.class)
                .hasMessage("--size 8x28 is too small for digits; both sides must be at least 12");
    }

    private static List<Image> take(DigitsSource source, long first, int count) {
        return source.images(first).take(count).toStream().toList();
    }
}
