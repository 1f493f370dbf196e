package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarImagesTest {
    @TempDir
    Path dir;

    /** Records of which each has a label and one brightness for each colour: value, value + 1, value + 2. */
    private Path write(String name, int... labelsAndValues) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int i = 0; i < labelsAndValues.length; i += 2) {
            file.write(labelsAndValues[i]);
            for (int colour = 0; colour < 3; colour++) {
                byte[] plane = new byte[1024];
                Arrays.fill(plane, (byte) (labelsAndValues[i + 1] + colour));
                file.writeBytes(plane);
            }
        }
        return Files.write(dir.resolve(name), file.toByteArray());
    }

    private static List<Image> all(Path place) {
        return new DataSpec.Cifar(place)
                .open(SourceOptions.defaults())
                .images(0)
                .toStream()
                .toList();
    }

    @Test
    void readsLabelsAndColourPlanes() throws IOException {
        List<Image> images = all(write("one.bin", 7, 100, 0, 250));

        assertThat(images).extracting(Image::label).containsExactly(7, 0);
        assertThat(images.get(0).pixels()).hasSize(3072);
        assertThat(images.get(0).pixels()[0]).isEqualTo((byte) 100);
        assertThat(images.get(0).pixels()[1024]).isEqualTo((byte) 101);
        assertThat(images.get(1).pixels()[3071]).isEqualTo((byte) 252);
    }

    @Test
    void aDirectoryIsItsTrainingBatchesInOrder() throws IOException {
        write("data_batch_2.bin", 2, 0);
        write("data_batch_1.bin", 1, 0, 3, 0);
        write("test_batch.bin", 9, 0);

        assertThat(all(dir)).extracting(Image::label).containsExactly(1, 3, 2);
    }

    @Test
    void refusesWhatIsNoSuchFile() throws IOException {
        assertRefused(
                Files.write(dir.resolve("short"), new byte[3072]), "has 3072 bytes, but cifar10's binary form has");
        assertRefused(Files.write(dir.resolve("empty"), new byte[0]), "has 0 bytes");
        assertRefused(write("odd", 1, 0, 10, 0), "has label 10 in record 1, but cifar10 has 0 to 9");
        assertRefused(dir.resolve("none"), "does not exist; './ganflux download cifar10 --to DIR' fetches it");
        assertRefused(Files.createDirectory(dir.resolve("folder")), "has no files data_batch_*.bin");
        SourceOptions grey = SourceOptions.defaults().withShape(new ImageShape(1, new ImageSize(32, 32)));
        Path good = write("good.bin", 1, 1);
        assertThatThrownBy(() -> CifarImages.open(good, grey))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--channels 1 does not fit " + good);
        SourceOptions large = SourceOptions.defaults().withShape(new ImageShape(3, new ImageSize(64, 64)));
        assertThatThrownBy(() -> CifarImages.open(good, large))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--size 64x64 does not fit " + good + ", whose images are 32x32");
    }

    private static void assertRefused(Path place, String complaint) {
        assertThatThrownBy(() -> all(place)).isInstanceOf(UserError.class).hasMessageContaining(complaint);
    }
}
