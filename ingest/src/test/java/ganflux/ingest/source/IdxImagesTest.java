package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.broker.testing.Requirement;
import ganflux.stream.command.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxImagesTest {
    private static final int IMAGES = 0x803;
    private static final int LABELS = 0x801;

    @TempDir
    Path dir;

    @Test
    void readsImagesAndLabels() throws IOException {
        Path images = write("images", idx(IMAGES, new int[] {2, 2, 3}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255));
        Path labels = write("labels", idx(LABELS, new int[] {2}, 7, 250));

        ImageSource source = new DataSpec.Idx(images, Optional.of(labels)).open(SourceOptions.defaults());

        assertThat(source.id()).isEqualTo("idx:images");
        assertThat(source.shape()).isEqualTo(new ImageShape(1, new ImageSize(2, 3)));
        assertThat(source.passSize()).hasValue(2);
        assertThat(source.images(0).toStream().toList())
                .containsExactly(
                        new Image(0, 7, new byte[] {1, 2, 3, 4, 5, 6}),
                        new Image(1, 250, new byte[] {7, 8, 9, 10, 11, (byte) 255}));
    }

    @Test
    void tellsGzipByItsContentNotItsName() throws IOException {
        byte[] plain = idx(IMAGES, new int[] {1, 1, 2}, 3, 4);
        Path zipped = write("images-zipped", gzip(plain));
        Path plainWithGzName = write("images.gz", plain);

        assertThat(open(zipped).pixels(0)).containsExactly(3, 4);
        assertThat(open(plainWithGzName).pixels(0)).containsExactly(3, 4);
        assertThat(open(plainWithGzName).label(0)).isEqualTo(Image.UNLABELLED);
        assertThat(new DataSpec.Idx(plainWithGzName, Optional.empty())
                        .open(SourceOptions.defaults())
                        .id())
                .isEqualTo("idx:images");
    }

    @Test
    void handsOutCopies() throws IOException {
        IdxImages images = open(write("images", idx(IMAGES, new int[] {1, 1, 2}, 3, 4)));

        images.pixels(0)[0] = 99;

        assertThat(images.pixels(0)).containsExactly(3, 4);
    }

    @Test
    void aFileThatIsNotThere() {
        Path missing = dir.resolve("nowhere");

        assertRefused(
                missing,
                "idx images file " + missing + " does not exist; give the path of an MNIST-format file, plain or .gz");
        assertRefused(
                dir, "idx images file " + dir + " is not a file; give the path of an MNIST-format file, plain or .gz");
    }

    @Test
    void aWrongMagicNumber() throws IOException {
        Path labels = write("labels", idx(LABELS, new int[] {9}, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        Path text = write("text", "Some text, no images".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        assertRefused(
                labels,
                labels + " has magic number 0x00000801, but idx images need 0x00000803; give an MNIST-format file of"
                        + " images");
        assertRefused(
                text,
                text + " has magic number 0x536F6D65, but idx images need 0x00000803; give an MNIST-format file of"
                        + " images");
    }

    @Test
    void aTruncatedFile() throws IOException {
        byte[] whole = idx(IMAGES, new int[] {2, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8);
        Path header = write("header", Arrays.copyOf(whole, 9));
        Path pixels = write("pixels", Arrays.copyOf(whole, whole.length - 3));
        Path nothing = write("nothing", new byte[0]);

        assertRefused(
                header,
                header
                        + " is truncated: it holds 9 bytes, but the header of idx images takes 16; fetch the file again");
        assertRefused(
                nothing,
                nothing
                        + " is truncated: it holds 0 bytes, but the header of idx images takes 16; fetch the file again");
        assertRefused(
                pixels,
                pixels + " is truncated: its header promises 2x2x2 = 8 bytes, but 5 follow; fetch the file again");
    }

    @Test
    void corruptGzipData() throws IOException {
        byte[] whole = gzip(idx(IMAGES, new int[] {2, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8));
        Path cut = write("cut", Arrays.copyOf(whole, whole.length - 6));
        byte[] damaged = whole.clone();
        damaged[whole.length - 6] ^= 0x55; // in the checksum
        Path wrong = write("wrong", damaged);

        assertRefused(cut, cut + " is gzip data that ends too early; fetch the file again");
        assertRefused(wrong, wrong + " is corrupt gzip data (Corrupt GZIP trailer); fetch the file again");
    }

    @Test
    void trailingBytes() throws IOException {
        Path images = write("images", idx(IMAGES, new int[] {1, 1, 2}, 1, 2, 3));

        assertRefused(
                images,
                images
                        + " has trailing bytes: its header promises 1x1x2 = 2 bytes, but 3 follow; fetch the file again");
    }

    @Test
    void aHeaderThatCannotBe() throws IOException {
        Path empty = write("empty", idx(IMAGES, new int[] {0, 28, 28}));
        Path huge = write("huge", idx(IMAGES, new int[] {-1, 65536, 65536}));
        Path wide = write("wide", idx(IMAGES, new int[] {1, 1, 5000}, new int[5000]));

        assertRefused(empty, empty + " has a header for 0x28x28 values; the product must be 1 to 2147483631");
        assertRefused(
                huge, huge + " has a header for 4294967295x65536x65536 values; the product must be 1 to 2147483631");
        assertRefused(wide, wide + " has images of 1x5000; both sides must be 1 to 4096");
    }

    @Test
    void labelsOfAnotherCount() throws IOException {
        Path images = write("images", idx(IMAGES, new int[] {2, 1, 1}, 1, 2));
        Path labels = write("labels", idx(LABELS, new int[] {3}, 1, 2, 3));

        assertThatThrownBy(() -> IdxImages.open(images, Optional.of(labels), SourceOptions.defaults()))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        labels + " holds 3 labels, but " + images + " holds 2 images; give files that belong together");
    }

    @Test
    void anotherShapeThanWanted() throws IOException {
        Path images = write("images", idx(IMAGES, new int[] {1, 1, 2}, 1, 2));
        SourceOptions larger = SourceOptions.defaults().withShape(new ImageShape(1, new ImageSize(28, 28)));
        SourceOptions colour =
                new SourceOptions(Optional.empty(), OptionalInt.of(3), false, false, 1, Optional.empty());

        assertThatThrownBy(() -> IdxImages.open(images, Optional.empty(), larger))
                .isInstanceOf(UserError.class)
                .hasMessage("--size 28x28 does not fit " + images
                        + ", whose images are 1x2; idx images are not resized: give --size 1x2 or leave it out");
        assertThatThrownBy(() -> IdxImages.open(images, Optional.empty(), colour))
                .isInstanceOf(UserError.class)
                .hasMessage("--channels 3 does not fit " + images
                        + ", whose images are grey; give --channels 1 or leave it out");
    }

    @Test
    void readsTheRealMnist() throws IOException {
        Path images = Requirement.sharedFile("data/mnist/t10k-images-idx3-ubyte.gz");
        Path labels = Requirement.sharedFile("data/mnist/t10k-labels-idx1-ubyte.gz");
        int[] expected = new int[10];
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(labels))) {
            byte[] bytes = in.readAllBytes();
            for (int i = 8; i < bytes.length; i++) {
                expected[bytes[i]]++;
            }
        }

        ImageSource source = new DataSpec.Idx(images, Optional.of(labels)).open(SourceOptions.defaults());
        List<Image> all = source.images(0).toStream().toList();

        int[] counts = new int[10];
        all.forEach(image -> counts[image.label()]++);
        assertThat(all).hasSize(10_000);
        assertThat(counts)
                .isEqualTo(expected)
                .isEqualTo(new int[] {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009});
        assertThat(source.id()).isEqualTo("idx:t10k-images-idx3-ubyte");
        assertThat(source.shape()).hasToString("28x28 grey");
    }

    private void assertRefused(Path images, String message) {
        assertThatThrownBy(() -> open(images)).isInstanceOf(UserError.class).hasMessage(message);
    }

    private static IdxImages open(Path images) {
        return IdxImages.open(images, Optional.empty(), SourceOptions.defaults());
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(dir.resolve(name), bytes);
    }

    private static byte[] idx(int magic, int[] sizes, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + values.length);
        bytes.putInt(magic);
        Arrays.stream(sizes).forEach(bytes::putInt);
        Arrays.stream(values).forEach(value -> bytes.put((byte) value));
        return bytes.array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }
}
