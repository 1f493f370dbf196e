package ganflux.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "ustar", "pax", "v7"})
    void readsWhatTarWrites(String format) throws Exception {
        String deep = format.equals("v7") ? "deep" : "d".repeat(60) + "/" + "e".repeat(60);
        String longName = format.equals("gnu") || format.equals("pax") ? "n".repeat(180) : "n".repeat(90);
        Files.createDirectories(dir.resolve("in").resolve(deep));
        Files.writeString(dir.resolve("in/a.png"), "one");
        Files.writeString(dir.resolve("in").resolve(deep).resolve("b.png"), "x".repeat(512));
        Files.writeString(dir.resolve("in/" + longName.substring(0, 90)), "");
        if (longName.length() > 90) {
            Files.writeString(dir.resolve("in/" + longName + "ü"), "last");
        }
        Files.createSymbolicLink(dir.resolve("in/link.png"), Path.of("a.png"));

        Process tar = new ProcessBuilder("tar", "c", "--sort=name", "--format=" + format, "-C", dir.toString(), "in")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> files = read(tar.getInputStream().readAllBytes());
        assertThat(tar.waitFor()).isZero();

        List<String> wanted = new ArrayList<>(List.of(
                "in/a.png=one", "in/" + deep + "/b.png=" + "x".repeat(512), "in/" + longName.substring(0, 90) + "="));
        if (longName.length() > 90) {
            wanted.add("in/" + longName + "ü=last");
        }
        assertThat(files).containsExactlyElementsOf(wanted);
    }

    @Test
    void archivesThatFollowEachOtherAreOne() throws IOException {
        byte[] first = Tar.of("a", "1");
        byte[] second = Tar.of("b", "2");
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);

        assertThat(read(both)).containsExactly("a=1", "b=2");
    }

    @Test
    void whatIsNotReadIsPassedOver() throws IOException {
        TarReader tar = new TarReader(new ByteArrayInputStream(Tar.of("a", "x".repeat(1000), "b", "2")));
        tar.next();

        assertThat(tar.next()).isEqualTo(new TarReader.Entry("b", 1, true));
        assertThat(tar.next()).isNull();
    }

    @Test
    void anArchiveThatIsCutOffIsRefusedWhereverThatIs() {
        byte[] whole = Tar.of("a", "1", "b", "2");
        for (int length = 0; length <= 4 * 512; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).as("%d", length).isInstanceOf(IOException.class);
        }
    }

    @Test
    void sizesAreBounded() {
        byte[] archive = Tar.of("a", "x".repeat(100));
        TarReader tar = new TarReader(new ByteArrayInputStream(archive));

        assertThatThrownBy(() -> {
                    tar.next();
                    tar.bytes(99);
                })
                .isInstanceOf(BadUploadException.class)
                .hasMessage("a file of 100 bytes, more than the 99 allowed");
    }

    @Test
    void nonsenseIsRefused() {
        for (String pax : List.of("99 path=a\n", "x path=a\n", "3 a", "12 path")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(Tar.entry('x', "header", pax.getBytes(StandardCharsets.UTF_8)));
            out.writeBytes(Tar.of("a", "1"));
            assertThatThrownBy(() -> read(out.toByteArray())).as(pax).isInstanceOf(BadUploadException.class);
        }
        assertThatThrownBy(() -> read(new byte[1000])).isInstanceOf(BadUploadException.class);
        assertThatThrownBy(() -> read("no archive".repeat(100).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BadUploadException.class)
                .hasMessageMatching("the tar archive cannot be used: .* is no number");
    }

    /** Names and contents of the plain files. */
    private static List<String> read(byte[] archive) throws IOException {
        TarReader tar = new TarReader(new ByteArrayInputStream(archive));
        List<String> files = new ArrayList<>();
        for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
            if (entry.isFile()) {
                files.add(entry.name() + "=" + new String(tar.bytes(1 << 20), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
