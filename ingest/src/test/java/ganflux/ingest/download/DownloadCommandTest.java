package ganflux.ingest.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.command.CommandRunner;
import ganflux.stream.command.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DownloadCommandTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mnis   | --mirror=http://h   | unknown data set 'mnis'; did you mean 'mnist'? (data sets: mnist, fashion-mnist, cifar10)
            mnist  | --mirror=ftp://host | --mirror 'ftp://host' must be an http or https address
            """)
    void refusesWhatCannotBeMeant(String name, String option, String message) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(CommandRunner.run(new DownloadCommand(), new String[] {name, "--to=" + dir, option}))
                    .isEqualTo(2);
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).contains(message);
    }

    @ParameterizedTest
    @EnumSource(DataSet.class)
    void namesFilesAndSums(DataSet set) {
        assertThat(set.base().toString()).startsWith("http").endsWith("/");
        assertThat(set.files()).isNotEmpty().allSatisfy(file -> {
            assertThat(file.sha256()).matches("[0-9a-f]{64}");
            assertThat(file.bytes()).isPositive();
        });
        assertThat(set.files()).extracting(RemoteFile::sha256).doesNotHaveDuplicates();
        assertThat(DataSpec.parse(set.data("some/where"))).isNotNull();
    }

    @Test
    void namesAPresetForImagesThatTheUsualOneDoesNotTake() {
        assertThat(DataSet.CIFAR10.training("c")).isEqualTo("--preset dcgan-cifar --data cifar10:c --loop");
        assertThat(DataSet.MNIST.training("m"))
                .isEqualTo("--data idx:m/train-images-idx3-ubyte.gz,m/train-labels-idx1-ubyte.gz --loop");
    }

    /** An archive of two batches of one image each, a file that is none, and a name that leads elsewhere. */
    @Test
    void unpacksTheBatches() throws IOException {
        byte[] one = new byte[3073];
        one[0] = 4;
        byte[] two = new byte[3073];
        two[0] = 5;
        Path archive = dir.resolve("cifar-10-binary.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
            entry(out, "cifar-10-batches-bin/readme.html", new byte[] {1});
            entry(out, "cifar-10-batches-bin/data_batch_1.bin", one);
            entry(out, "../../data_batch_2.bin", two);
            out.write(new byte[1024]);
        }

        assertThat(CifarArchive.unpack(archive, dir)).isEqualTo(2);
        assertThat(CifarArchive.unpack(archive, dir)).isZero();

        assertThat(dir.toFile().list())
                .containsExactlyInAnyOrder("cifar-10-binary.tar.gz", "data_batch_1.bin", "data_batch_2.bin");
        try (ImageSource source = DataSpec.parse("cifar10:" + dir).open(SourceOptions.defaults())) {
            assertThat(source.images(0).toStream().map(image -> image.label())).containsExactly(4, 5);
        }
    }

    private static void entry(OutputStream out, String name, byte[] content) throws IOException {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, String.format("%011o\0", content.length));
        header[156] = '0';
        put(header, 148, "        ");
        int sum = 0;
        for (byte each : header) {
            sum += each & 255;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        out.write(header);
        out.write(content);
        out.write(new byte[(512 - content.length % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    @Test
    void saysWhereAnArchiveIsNone() throws IOException {
        Path archive = Files.writeString(dir.resolve("a.tar.gz"), "no archive");

        assertThatThrownBy(() -> CifarArchive.unpack(archive, dir))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cannot be unpacked");
    }
}
