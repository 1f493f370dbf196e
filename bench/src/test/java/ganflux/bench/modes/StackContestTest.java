package ganflux.bench.modes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ganflux.bench.modes.Contest.Score;
import ganflux.broker.testing.Printed;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.Image;
import ganflux.ingest.source.ImageSize;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.SourceOptions;
import ganflux.stream.command.CommandRunner;
import ganflux.stream.command.UserError;
import ganflux.stream.image.ImageShape;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small digits in MNIST's format, stacked. */
class StackContestTest {
    private static final int SIDE = 16;
    private static final int DIGITS = 2000;

    /** From noise straight to three maps. */
    private static final String STRAIGHT = """
            description: a straight line
            images: {channels: 3, height: 16, width: 16, range: unit}
            noise: {length: 2, distribution: normal}
            batch: 4
            loss: non-saturating
            step: {first: discriminator, fakes: shared, one-batch: false, discriminator-loss: sum}
            generator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: sgd, rate: 0.1}
              layers: [{layer: dense, units: 768, activation: sigmoid}]
            discriminator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: sgd, rate: 0.1}
              layers: [{layer: dense, units: 1}]
            """;

    @TempDir
    Path dir;

    private final List<Image> digits = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        SourceOptions options =
                SourceOptions.defaults().withShape(new ganflux.ingest.source.ImageShape(1, new ImageSize(SIDE, SIDE)));
        try (ImageSource source = new DataSpec.Digits().open(options)) {
            source.images(0).take(DIGITS).toIterable().forEach(digits::add);
        }
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(images);
        for (int value : new int[] {0x803, DIGITS, SIDE, SIDE}) {
            header.writeInt(value);
        }
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        new DataOutputStream(labels).writeLong(0x801L << 32 | DIGITS);
        for (Image digit : digits) {
            images.writeBytes(digit.pixels());
            labels.write(digit.label());
        }
        Files.write(dir.resolve("images"), images.toByteArray());
        Files.write(dir.resolve("labels"), labels.toByteArray());
    }

    private DataSpec.Idx set(boolean labelled) {
        return new DataSpec.Idx(
                dir.resolve("images"), labelled ? Optional.of(dir.resolve("labels")) : Optional.empty());
    }

    /** One stack again and again is one mode, ln 1000 from a thousand equal ones; two, each as often, are ln 500 from them. */
    @Test
    void tellsTheModeOfEachStack() {
        DigitClassifier classifier = DigitClassifier.of(set(true));
        StackContest contest = new StackContest(new DataSpec.Stacked(set(true)), classifier);
        byte[] one = stack(3, 3, 7);
        byte[] other = stack(7, 3, 3);

        assertThat(classifier.accuracy()).isBetween(.85, 1.0);
        assertScore(contest.count(joined(one, one, one)), 1, Math.log(1000));
        assertScore(contest.count(joined(one, other, other, one)), 2, Math.log(500));
        assertThat(contest.shape()).isEqualTo(new ImageShape(3, SIDE, SIDE));
    }

    private static void assertScore(Score score, int modes, double divergence) {
        assertThat(score.modes()).isEqualTo(modes);
        assertThat(score.figure()).isCloseTo(divergence, within(1e-9));
    }

    private byte[] stack(int... wanted) {
        byte[][] channels = new byte[wanted.length][];
        for (int i = 0; i < wanted.length; i++) {
            int digit = wanted[i];
            channels[i] = digits.stream()
                    .filter(image -> image.label() == digit)
                    .findFirst()
                    .orElseThrow()
                    .pixels();
        }
        return joined(channels);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void needsLabels() {
        assertThatThrownBy(() -> DigitClassifier.of(set(false)))
                .isInstanceOf(UserError.class)
                .hasMessageEndingWith("has an image without a label from 0 to 9, by which digits are told apart; give"
                        + " stacked-mnist:IMAGES,LABELS");
    }

    @Test
    void countsTheModesOfATrainedGan() throws IOException {
        Path preset = Files.writeString(dir.resolve("straight.yaml"), STRAIGHT);
        String data = "stacked-mnist:" + dir.resolve("images") + "," + dir.resolve("labels");

        Printed answer = Printed.by(() ->
                CommandRunner.run(new ModesBench(), "--preset=" + preset, "--data=" + data, "--runs=1", "--steps=2"));

        assertThat(answer.err()).isEmpty();
        assertThat(answer.out())
                .containsPattern("a classifier with [0-9.]+ % right")
                .contains("straight on stacked-mnist: 2 steps of 4, counted on 26,000")
                .containsPattern("the data itself +modes +(9[0-9][0-9]|1000)\\.0 +divergence +0\\.")
                .containsPattern("mean +modes +[0-9.]+ +divergence +[0-9.]+")
                .contains("published, after 100,000 steps:")
                .containsPattern("PacGAN2 +modes 1000\\.0 +divergence +0\\.06");
    }
}
