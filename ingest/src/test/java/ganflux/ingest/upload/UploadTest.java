package ganflux.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class UploadTest {
    private static final String FORM = "multipart/form-data; boundary=xYz";

    private final Received received = new Received();
    private UploadLimits limits = new UploadLimits(1 << 20, 100);

    @Test
    void anImageIsItsOwnPart() throws IOException {
        read("image/PNG; charset=binary", bytes("png"));

        assertThat(received.parts()).containsExactly("the image=png");
    }

    @Test
    void otherKindsAreRefused() {
        refused(415, () -> read("text/html", bytes("x")))
                .hasMessageStartingWith("content type 'text/html' is not taken; send image/png, ");
        refused(415, () -> Upload.read(Optional.empty(), bytes("x"), limits, received));
    }

    @Test
    void aFormHasFilesAndFields() throws IOException {
        read(
                FORM,
                bytes(String.join(
                        "\r\n",
                        "what comes before is ignored",
                        "--xYz",
                        "Content-Disposition: form-data; name=\"label\"",
                        "",
                        "7",
                        "--xYz  ",
                        "content-disposition: form-data; name=a; filename=\"cats/a \\\"1\\\".png\"",
                        "Content-Type: image/png",
                        "",
                        "one\r\n--xY\r\ntwo",
                        "--xYz",
                        "Content-Disposition: form-data; name=b; filename=b.png",
                        "",
                        "",
                        "--xYz",
                        "Content-Disposition: form-data; name=none; filename=\"\"",
                        "",
                        "",
                        "--xYz--",
                        "what comes after as well")));

        assertThat(received.fields).containsExactly("label=7");
        assertThat(received.parts()).containsExactly("cats/a \"1\".png=one\r\n--xY\r\ntwo", "b.png=");
    }

    @Test
    void aFormThatIsCutOffIsRefused() throws IOException {
        byte[] whole =
                bytes("--xYz\r\nContent-Disposition: form-data; name=a; filename=a.png\r\n\r\none\r\n--xYz--\r\n");
        read(FORM, whole);
        assertThat(received.parts()).containsExactly("a.png=one");

        for (int length = 0; length < whole.length - 2; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            refused(422, () -> read(FORM, cut)).hasMessageStartingWith("the form is damaged or cut off: ");
        }
        refused(422, () -> read("multipart/form-data", whole))
                .hasMessageContaining("its content type names no boundary");
    }

    @Test
    void aZipGivesItsImages() throws IOException {
        read("application/zip", zip("cats/1.png", "one", "notes.txt", "hi", "__MACOSX/1.png", "x", ".x/2.png", "y"));

        assertThat(received.parts()).containsExactly("cats/1.png=one");
        assertThat(received.ignored).containsExactly("notes.txt", "__MACOSX/1.png", ".x/2.png");
    }

    /** As Windows writes them: in the system's old code page, without a mark. */
    @Test
    void aZipMayHaveNamesThatAreNotUtf8() throws IOException {
        for (Charset charset : List.of(Charset.forName("IBM437"), StandardCharsets.UTF_8)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(out, charset)) {
                for (String name : List.of("plain/1.png", "Gr\u00f6\u00dfe/2.png")) {
                    zip.putNextEntry(new ZipEntry(name));
                    zip.write(bytes("one"));
                }
            }

            read("application/zip", out.toByteArray());

            assertThat(received.parts()).containsExactly("plain/1.png=one", "Gr\u00f6\u00dfe/2.png=one");
        }
    }

    @Test
    void aZipThatIsCutOffIsRefused() throws IOException {
        byte[] whole = zip("1.png", "one", "2.png", "two");
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            refused(422, () -> read("application/zip", cut)).hasMessageStartingWith("the zip archive is damaged");
        }
    }

    @Test
    void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("not even an image"));
            zip.write(new byte[2 << 20]);
        }
        assertThat(out.size()).isLessThan(10_000);

        refused(413, () -> read("application/zip", out.toByteArray()))
                .hasMessage("the archive unpacks to more than the 1048576 bytes allowed; send less at once");
    }

    @Test
    void tooManyImagesOrBytesAreRefused() throws IOException {
        limits = new UploadLimits(200, 1);
        byte[] two = Tar.of("1.png", "one", "2.png", "two");

        refused(413, () -> read("application/x-tar", two))
                .hasMessage("the upload has more than the 200 bytes allowed; send less at once");
        limits = new UploadLimits(1 << 20, 1);
        refused(413, () -> read("application/x-tar", two))
                .hasMessage("more than the 1 images allowed; send fewer at once");
    }

    @Test
    void theFolderIsTheOneThatHoldsTheFile() {
        assertThat(List.of("a.png", "./a.png", "cat/a.png", "/x/cat/a.png", "in\\cat\\a.png", "../a.png"))
                .extracting(name -> new Part(name, new byte[0]).folder())
                .containsExactly("", "", "cat", "cat", "cat", "");
    }

    private void read(String type, byte[] body) throws IOException {
        received.parts.clear();
        Upload.read(Optional.of(type), body, limits, received);
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
            int status, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOf(BadUploadException.class)
                .hasFieldOrPropertyWithValue("status", status);
    }

    private static byte[] zip(String... namesAndContents) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(bytes(namesAndContents[i + 1]));
            }
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
