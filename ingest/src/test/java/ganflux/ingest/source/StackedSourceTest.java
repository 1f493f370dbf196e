package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UsageError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten images of one pixel, of which number n is 10 n bright and labelled 9 - n. */
class StackedSourceTest {
    @TempDir
    Path dir;

    private Path images;
    private Path labels;

    @BeforeEach
    void write() throws IOException {
        ByteArrayOutputStream values = new ByteArrayOutputStream();
        ByteArrayOutputStream classes = new ByteArrayOutputStream();
        for (int i = 0; i < 10; i++) {
            values.write(10 * i);
            classes.write(9 - i);
        }
        images = Files.write(dir.resolve("images"), idx(0x803, values, 10, 1, 1));
        labels = Files.write(dir.resolve("labels"), idx(0x801, classes, 10));
    }

    private static byte[] idx(int magic, ByteArrayOutputStream values, int... sizes) {
        ByteBuffer file =
                ByteBuffer.allocate(4 + 4 * sizes.length + values.size()).putInt(magic);
        for (int size : sizes) {
            file.putInt(size);
        }
        return file.put(values.toByteArray()).array();
    }

    private ImageSource open(SourceOptions options) {
        return new DataSpec.Stacked(new DataSpec.Idx(images, Optional.of(labels))).open(options);
    }

    private static List<Image> take(ImageSource source, long first, int count) {
        return source.images(first).take(count).toStream().toList();
    }

    @Test
    void eachColourIsADigitAndTheLabelNamesAllThree() {
        ImageSource source = open(SourceOptions.defaults());

        assertThat(source.shape()).isEqualTo(new ImageShape(3, new ImageSize(1, 1)));
        assertThat(source.id()).isEqualTo("stacked-mnist:images,seed=1");
        int[] seen = new int[1000];
        for (Image image : take(source, 0, 20_000)) {
            int red = 9 - image.pixels()[0] / 10;
            int green = 9 - image.pixels()[1] / 10;
            int blue = 9 - image.pixels()[2] / 10;
            assertThat(image.label()).isEqualTo(100 * red + 10 * green + blue);
            seen[image.label()]++;
        }
        // Each is expected 20 times, with a standard deviation of 4.5.
        assertThat(IntStream.of(seen).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(1, 50));
    }

    @Test
    void startsAnywhereInTheSameStreamOfItsSeed() {
        assertThat(take(open(SourceOptions.defaults()), 20, 30))
                .isEqualTo(take(open(SourceOptions.defaults()), 0, 50).subList(20, 50));
        assertThat(take(open(SourceOptions.defaults().withSeed(2)), 0, 50))
                .isNotEqualTo(take(open(SourceOptions.defaults()), 0, 50));
    }

    @Test
    void hasNoLabelsWithoutThoseOfTheDigits() {
        ImageSource source =
                new DataSpec.Stacked(new DataSpec.Idx(images, Optional.empty())).open(SourceOptions.defaults());

        assertThat(take(source, 0, 50)).extracting(Image::label).containsOnly(Image.UNLABELLED);
    }

    @Test
    void refusesWhatItCannotGive() {
        assertThatThrownBy(() -> open(SourceOptions.defaults().withChannels(OptionalInt.of(1))))
                .isInstanceOf(UsageError.class)
                .hasMessage("--channels 1 does not fit --data stacked-mnist, whose images have 3; leave it out");
        assertThatThrownBy(() -> open(SourceOptions.defaults().withShuffle(true)))
                .isInstanceOf(UsageError.class)
                .hasMessageStartingWith("--shuffle does not go with --data stacked-mnist");
        assertThatThrownBy(() -> open(SourceOptions.defaults().withShape(new ImageShape(3, new ImageSize(2, 2)))))
                .hasMessageStartingWith("--size 2x2 does not fit " + images + ", whose images are 1x1");
    }
}
