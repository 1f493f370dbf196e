package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.testing.Printed;
import ganflux.stream.command.CommandRunner;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.ModelSnapshot;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import ganflux.v1.CheckpointManifest;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of 2x2 from a generator whose weights were never trained. */
class DrawingOptionsTest {
    private static final String TINY = """
            description: two layers a side
            images: {channels: 1, height: 2, width: 2, range: signed}
            noise: {length: 3, distribution: normal}
            batch: 4
            %s
            loss: non-saturating
            step: {first: discriminator, fakes: separate, one-batch: true, discriminator-loss: mean}
            generator:
              weights: {kind: normal, deviation: 1}
              optimiser: {kind: sgd, rate: 0.01}
              layers: [{layer: dense, units: 4, activation: tanh}]
            discriminator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: sgd, rate: 0.01}
              layers: [{layer: dense, units: 1}]
            """;

    @TempDir
    private Path directory;

    private Path run(String condition) throws IOException {
        Path run = directory.resolve("run" + condition.hashCode());
        if (Files.exists(run)) {
            return run;
        }
        String yaml = TINY.formatted(condition);
        Preset preset = PresetReader.read("tiny", "tiny.yaml", yaml);
        CheckpointManifest manifest = CheckpointManifest.newBuilder()
                .setPreset("tiny")
                .setPresetYaml(yaml)
                .setStep(3)
                .build();
        new CheckpointStore(RunDirectory.checkpoints(run), 3)
                .write(
                        manifest,
                        new ModelSnapshot()
                                .take(FreshNetwork.of(preset.generator().apply(1))),
                        new ModelSnapshot()
                                .take(FreshNetwork.of(preset.discriminator().apply(2))));
        return run;
    }

    private Path conditional() throws IOException {
        return run("condition: {kind: cgan, classes: 3}");
    }

    private Path plain() throws IOException {
        return run("");
    }

    @Test
    void drawsAGridOfAnyImages() throws IOException {
        Path out = directory.resolve("a/grid.png");

        assertThat(generate(plain(), out, "--count", "5"))
                .isEqualTo(new Printed(0, "5 images of step 3 in " + out + "\n", ""));
        assertThat(ImageIO.read(out.toFile())).satisfies(grid -> {
            assertThat(grid.getWidth()).isEqualTo(6);
            assertThat(grid.getHeight()).isEqualTo(4);
        });
        assertThat(generate(plain(), out).out()).startsWith("64 images of step 3 in ");
    }

    @Test
    void drawsTheClassesThatAreAskedForInTurn() throws IOException {
        Path both = directory.resolve("both");
        Path second = directory.resolve("second");

        generate(conditional(), both, "--count", "6", "--class", "0,2");
        generate(conditional(), second, "--count", "6", "--class", "2");

        for (int i = 0; i < 6; i++) {
            String name = String.format("%06d.png", i);
            boolean same = Files.mismatch(both.resolve(name), second.resolve(name)) < 0;
            assertThat(same).as(name).isEqualTo(i % 2 == 1);
        }
    }

    /** The third column's class 1 alone is drawn by asking for it alone. */
    @Test
    void aGridOfClassesHasARowForEachAndTheSameNoiseInAColumn() throws IOException {
        Path all = directory.resolve("all.png");
        Path one = directory.resolve("one.png");

        assertThat(generate(conditional(), all, "--grid", "classes").out()).startsWith("30 images of step 3 in ");
        generate(conditional(), one, "--grid", "classes", "--class", "1", "--count", "10");

        BufferedImage table = ImageIO.read(all.toFile());
        BufferedImage row = ImageIO.read(one.toFile());
        assertThat(table.getWidth()).isEqualTo(20);
        assertThat(table.getHeight()).isEqualTo(6);
        assertThat(pixels(table.getSubimage(0, 2, 20, 2))).containsExactly(pixels(row));
        assertThat(pixels(table.getSubimage(0, 0, 20, 2))).isNotEqualTo(pixels(row));
    }

    @Test
    void aWalkIsAStripOrAnAnimationThatGoesThereAndBack() throws IOException {
        Path strip = directory.resolve("walk.png");
        Path animation = directory.resolve("walk.gif");

        generate(plain(), strip, "--walk", "5");
        assertThat(generate(plain(), animation, "--walk", "5").out()).startsWith("5 images of step 3 in ");
        BufferedImage images = ImageIO.read(strip.toFile());
        assertThat(images.getWidth()).isEqualTo(10);
        assertThat(images.getHeight()).isEqualTo(2);

        try (ImageInputStream in = ImageIO.createImageInputStream(animation.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("gif");
            ImageReader reader = readers.next();
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(8);
            for (int i = 0; i < 8; i++) {
                int column = i < 5 ? i : 8 - i;
                assertThat(pixels(reader.read(i)))
                        .as("frame %d", i)
                        .containsExactly(pixels(images.getSubimage(2 * column, 0, 2, 2)));
            }
            reader.dispose();
        }
    }

    @Test
    void aWalkOfAConditionalPresetHasARowForEachClass() throws IOException {
        Path strip = directory.resolve("walk.png");

        generate(conditional(), strip, "--walk", "4");

        assertThat(ImageIO.read(strip.toFile()).getWidth()).isEqualTo(8);
        assertThat(ImageIO.read(strip.toFile()).getHeight()).isEqualTo(6);
    }

    /** Grey levels as they are stored, which getRGB would turn into brightnesses. */
    private static int[] pixels(BufferedImage image) {
        if (image.getColorModel() instanceof IndexColorModel palette) {
            return IntStream.of(image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null))
                    .map(palette::getRed)
                    .toArray();
        }
        return image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plain       | a.png | --count 0 | --count must be at least 1 but is 0
            plain       | a.png | --class 3 | --class is 3 but preset tiny has no classes; leave it out
            conditional | a.png | --class 3 | --class is 3 but preset tiny has classes 0 to 2
            conditional | a.png | --class 1,-1 | --class is -1 but preset tiny has classes 0 to 2
            plain       | a.png | --grid classes | --grid is classes but preset tiny has none; leave it out
            plain       | a.gif | --count 3 | --out ends in .gif, which is for a walk; give --walk 20, or a name that ends in .png
            plain       | a.png | --walk 1 | --walk must be at least 2 but is 1
            plain       | a.png | --walk 3 --count 9 | --walk goes neither with --grid nor with --count; its number is that of the images in a row
            plain       | a.png | --count 2000000000 | --count must be at most 268435456 but is 2000000000: the images of preset tiny, 1x2x2, may take 1 GiB
            conditional | a.png | --grid classes --count 1500000000 | --count must be at most 89478485 but is 1500000000: the images of preset tiny, 1x2x2, may take 1 GiB in 3 rows
            conditional | a.png | --walk 2147483647 | --walk must be at most 89478485 but is 2147483647: the images of preset tiny, 1x2x2, may take 1 GiB in 3 rows
            plain       | a.png | --walk 268435457 | --walk must be at most 268435456 but is 268435457: the images of preset tiny, 1x2x2, may take 1 GiB
            """)
    void answersAMistakeWithOneLine(String run, String out, String options, String message) throws IOException {
        Printed answer =
                generate(run.equals("plain") ? plain() : conditional(), directory.resolve(out), options.split(" "));

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).isEqualTo("ganflux: " + message + "\n");
        assertThat(directory.resolve(out)).doesNotExist();
    }

    private Printed generate(Path run, Path out, String... options) {
        String[] args = Stream.concat(Stream.of("--dir", run.toString(), "--out", out.toString()), Stream.of(options))
                .toArray(String[]::new);
        return Printed.by(() -> CommandRunner.run(new GenerateCommand(), Map.of(), args));
    }
}
