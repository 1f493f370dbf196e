package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.ingest.upload.BadUploadException;
import ganflux.ingest.upload.Tar;
import ganflux.stream.command.UserError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TarImagesTest {
    private static final SourceOptions OPTIONS =
            SourceOptions.defaults().withShape(new ImageShape(1, new ImageSize(1, 4)));

    @Test
    void numbersImagesAndTakesFoldersAsLabels() throws IOException {
        TarImages source = open(archive("in/b/1.png", "in/notes.txt", "in/a/2.png", "in/b/3.png", "4.png"), OPTIONS);

        List<Image> images = source.images(0).toStream().toList();
        assertThat(images).extracting(Image::id).containsExactly(0L, 1L, 2L, 3L);
        assertThat(images).extracting(Image::label).containsExactly(0, 1, 0, -1);
        assertThat(images).extracting(TarImagesTest::number).containsExactly(0, 2, 3, 4);
        assertThat(source.isNew()).isTrue();
        assertThat(source.id()).startsWith("stdin,start=");
    }

    @Test
    void aNamedStreamGoesOnWithTheSameNumbersAndLabels() throws IOException {
        SourceOptions named =
                new SourceOptions(OPTIONS.size(), OptionalInt.of(1), false, false, 1, Optional.of("my archive"));
        byte[] archive = archive("a/0.png", "b/1.png", "c/2.png", "b/3.png", "c/4.png");
        TarImages source = open(archive, named);

        assertThat(source.id()).isEqualTo("my archive");
        assertThat(source.isNew()).isFalse();
        assertThat(source.again(1, 1).toStream()).extracting(Image::id).containsExactly(1L);
        List<Image> rest = source.groups(3, 10).toStream().flatMap(List::stream).toList();
        assertThat(rest).extracting(Image::id).containsExactly(3L, 4L);
        assertThat(rest).extracting(Image::label).containsExactly(1, 2);
        assertThat(rest).extracting(TarImagesTest::number).containsExactly(3, 4);
    }

    @Test
    void whatIsThereIsNotKeptBackForWhatIsNot() throws Exception {
        try (PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out, 1 << 16)) {
            TarImages source = TarImages.open(in, OPTIONS);
            source.seek(0);
            byte[] archive = archive("0.png");
            out.write(archive, 0, archive.length - 1024); // without the end
            out.flush();

            assertThat(source.await(100)).hasSize(1);
        }
    }

    @Test
    void unreadableImagesAreCountedAndNamed() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Tar.entry('0', "bad.png", new byte[7]));
        out.writeBytes(archive("1.png"));
        TarImages source = open(out.toByteArray(), OPTIONS);

        assertThat(source.images(0).toStream()).extracting(Image::id).containsExactly(1L);
        assertThat(source.skipped().names()).containsExactly("bad.png");
    }

    @Test
    void anArchiveThatIsCutOffEndsWithAnErrorBehindItsImages() throws IOException {
        byte[] archive = archive("0.png", "1.png");
        TarImages source = open(Arrays.copyOf(archive, archive.length - 1024), OPTIONS);
        source.seek(0);

        assertThat(source.await(2)).hasSize(2);
        assertThatThrownBy(() -> source.await(2))
                .isInstanceOf(BadUploadException.class)
                .hasMessageEndingWith("it is cut off");
    }

    @Test
    void whatHoldsNoImageIsAnError() {
        assertThatThrownBy(() -> open(Tar.of("a.txt", "x"), OPTIONS).images(0).blockLast())
                .isInstanceOf(UserError.class)
                .hasMessage("the tar archive on standard input holds no PNG, JPEG, BMP or GIF file");
        assertThatThrownBy(() -> open(new byte[0], OPTIONS).images(0).blockLast())
                .isInstanceOf(UserError.class)
                .hasMessageEndingWith("cannot be read on: the tar archive cannot be used: there is none");
        assertThatThrownBy(() -> open(new byte[0], OPTIONS).images(1).blockLast())
                .isInstanceOf(UserError.class)
                .hasMessageEndingWith("cannot be read on: the tar archive cannot be used: there is none");
    }

    private static TarImages open(byte[] archive, SourceOptions options) {
        return TarImages.open(new ByteArrayInputStream(archive), options);
    }

    private static int number(Image image) {
        return ByteBuffer.wrap(image.pixels()).getInt();
    }

    /** Files of these names; the n-th image spells n. */
    private static byte[] archive(String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < names.length; i++) {
            out.writeBytes(Tar.entry('0', names[i], Pictures.numbered(i)));
        }
        out.writeBytes(Tar.end());
        return out.toByteArray();
    }
}
