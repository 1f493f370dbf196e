package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ganflux.broker.testing.Requirement;
import ganflux.stream.command.UserError;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderImagesTest {
    private static final ImageShape RGB = new ImageShape(3, new ImageSize(16, 16));

    @TempDir
    Path dir;

    @Test
    void sortsFilesAndTakesSubFoldersAsLabels() throws IOException {
        for (String name : List.of("b/2.png", "b/deep/1.PNG", "a/9.gif", "c.bmp", "b/1.jpg", ".hidden/x.png")) {
            paint(name, Color.GRAY);
        }
        Files.writeString(dir.resolve("b/notes.txt"), "no image");
        Files.createDirectories(dir.resolve("empty"));

        FolderImages images = FolderImages.open(dir, SourceOptions.defaults());

        assertThat(images.labels()).containsExactly(entry("a", 0), entry("b", 1));
        assertThat(Stream.iterate(0, i -> i + 1).limit(images.size()).map(images::name))
                .containsExactly(
                        path("a/9.gif"), path("b/1.jpg"), path("b/2.png"), path("b/deep/1.PNG"), path("c.bmp"));
        assertThat(Stream.iterate(0, i -> i + 1).limit(images.size()).map(images::label))
                .containsExactly(0, 1, 1, 1, Image.UNLABELLED);
    }

    /** Whoever resumes goes on behind a number, which must not mean another file then. */
    @Test
    void otherFilesAreAnotherSource() throws IOException {
        paint("a/1.png", Color.RED);
        paint("b/1.png", Color.RED);
        String before = id(SourceOptions.defaults());
        assertThat(before).matches("folder:" + dir.getFileName() + ",files=[0-9a-f]{8}");
        assertThat(id(SourceOptions.defaults())).isEqualTo(before);

        paint("a/2.png", Color.RED);
        assertThat(id(SourceOptions.defaults())).isNotEqualTo(before);
        Files.delete(dir.resolve("a/2.png"));
        assertThat(id(SourceOptions.defaults())).isEqualTo(before);
        Files.move(dir.resolve("b"), dir.resolve("0"));
        assertThat(id(SourceOptions.defaults())).isNotEqualTo(before);
    }

    private String id(SourceOptions options) {
        return new DataSpec.Folder(dir).open(options).id();
    }

    @Test
    void anUnreadableImageAmongGoodOnesIsCountedNamedAndSkipped() throws IOException {
        paint("1.png", Color.RED);
        Files.writeString(dir.resolve("2.jpg"), "not an image at all");
        byte[] good = Files.readAllBytes(dir.resolve("1.png"));
        Files.write(dir.resolve("3.png"), Arrays.copyOf(good, good.length / 2));
        Files.write(dir.resolve("4.png"), new byte[0]);
        paint("5.png", Color.BLUE);

        ImageSource source =
                new DataSpec.Folder(dir).open(SourceOptions.defaults().withShape(RGB));
        List<Image> images = source.images(0).toStream().toList();

        assertThat(images).extracting(Image::id).containsExactly(0L, 4L);
        assertThat(source.skipped().count()).isEqualTo(3);
        assertThat(source.skipped().names()).containsExactly(path("2.jpg"), path("3.png"), path("4.png"));
    }

    @Test
    void anEmptyFolderIsAnError() throws IOException {
        Files.writeString(dir.resolve("notes.txt"), "no image");

        assertThatThrownBy(() -> FolderImages.open(dir, SourceOptions.defaults()))
                .isInstanceOf(UserError.class)
                .hasMessage("folder " + dir + " holds no images; give a folder with PNG, JPEG, BMP or GIF files");
    }

    @Test
    void aFolderThatIsNotOneIsAnError() throws IOException {
        Path missing = dir.resolve("missing");
        Path file = Files.writeString(dir.resolve("file"), "");

        assertThatThrownBy(() -> FolderImages.open(missing, SourceOptions.defaults()))
                .isInstanceOf(UserError.class)
                .hasMessage("folder " + missing + " does not exist; give a folder with PNG, JPEG, BMP or GIF files");
        assertThatThrownBy(() -> FolderImages.open(file, SourceOptions.defaults()))
                .isInstanceOf(UserError.class)
                .hasMessage("folder " + file + " is not a folder; give a folder with PNG, JPEG, BMP or GIF files");
    }

    @Test
    void readsTheRealCifarWithACorruptFileAmongIt() throws IOException {
        Path cifar = Requirement.sharedFile("data/cifar10-images");
        TreeSet<String> classes = new TreeSet<>();
        try (Stream<Path> folders = Files.list(cifar)) {
            folders.map(folder -> Objects.requireNonNull(folder.getFileName()).toString())
                    .forEach(classes::add);
        }
        for (String name : classes) {
            try (Stream<Path> files = Files.list(cifar.resolve(name))) {
                for (Path file : files.sorted().limit(4).toList()) {
                    Files.createDirectories(dir.resolve(name));
                    Files.copy(file, dir.resolve(name).resolve(file.getFileName()));
                }
            }
        }
        Files.writeString(dir.resolve(classes.first()).resolve("0000-first.jpg"), "corrupt");

        ImageSource source = new DataSpec.Folder(dir)
                .open(SourceOptions.defaults().withShape(new ImageShape(3, new ImageSize(32, 32))));
        List<Image> images = source.images(0).toStream().toList();

        assertThat(images).hasSize(40);
        assertThat(images.get(0).id()).isLessThanOrEqualTo(1);
        for (int label = 0; label < 10; label++) {
            int wanted = label;
            assertThat(images).filteredOn(image -> image.label() == wanted).hasSize(4);
        }
        assertThat(source.skipped().names())
                .containsExactly(
                        dir.resolve(classes.first()).resolve("0000-first.jpg").toString());
        assertThat(images).allSatisfy(image -> assertThat(image.pixels()).hasSize(3 * 32 * 32));
    }

    private String path(String name) {
        return dir.resolve(name).toString();
    }

    private void paint(String name, Color color) throws IOException {
        BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, 20, 20);
        graphics.dispose();
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        String extension = name.substring(name.lastIndexOf('.') + 1);
        assertThat(ImageIO.write(image, extension, file.toFile())).isTrue();
    }
}
