package ganflux.trainer.engine.fast;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.broker.testing.Requirement;
import ganflux.stream.image.Floats;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.gan.HeadFigures;
import ganflux.trainer.gan.StepResult;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Both engines take the presets through the same alternating steps. */
class WholeNetworkTest {
    private static final EngineOptions OPTIONS = new EngineOptions(EngineKind.FAST, 2);
    private static final int STEPS = 20;

    /** Adam's first steps are as long for the smallest gradients, whose sign rounding decides. */
    private static final double MOVES = .3;

    /** One GAN on one engine. */
    private static final class Side implements AutoCloseable {
        final NetworkEngine generator;
        final NetworkEngine discriminator;
        final AlternatingStep step;

        Side(Preset preset, Function<MultiLayerNetwork, NetworkEngine> engine) {
            generator = engine.apply(FreshNetwork.of(preset.generator().apply(11)));
            discriminator = engine.apply(FreshNetwork.of(preset.discriminator().apply(12)));
            step = new AlternatingStep(preset, generator, discriminator, 5);
        }

        List<NetworkEngine> engines() {
            return List.of(generator, discriminator);
        }

        /** Copies. */
        List<INDArray> parameters() {
            return engines().stream()
                    .map(engine -> engine.network().params().dup())
                    .toList();
        }

        void copyFrom(Side other) {
            for (int i = 0; i < 2; i++) {
                MultiLayerNetwork mine = engines().get(i).network();
                MultiLayerNetwork theirs = other.engines().get(i).network();
                mine.params().assign(theirs.params());
                mine.getUpdater().getStateViewArray().assign(theirs.getUpdater().getStateViewArray());
                engines().get(i).parametersChanged();
            }
        }

        @Override
        public void close() {
            generator.close();
            discriminator.close();
        }
    }

    @Test
    void twentyStepsOfMlpMnistAgreeWithTheReferenceEngine() {
        twentySteps(Presets.named("mlp-mnist").withBatchSize(32), false, 0, NOISE);
    }

    /**
     * Each step from the same parameters: left alone, the two engines drift apart by about 1e-2 in losses within twenty steps
     * at this batch size. At most two steps may differ by 1e-4 to 1e-3, since one was seen whose gradient norm was off by
     * 2.3e-4. Why is not proven; a unit that rounds to the other side of its ReLU's kink would do it.
     */
    @Test
    void eachOfTwentyStepsOfDcganMnistAgreesWithTheReferenceEngine() {
        twentySteps(Presets.named("dcgan-mnist").withBatchSize(4), true, 2, NOISE);
    }

    /**
     * On digits, whose background is exactly 0 and so, until biases move, are the layers above it: there the slope at a
     * kink decides.
     */
    @Test
    void eachOfTwentyStepsOfDcganMnistOnDigitsAgreesWithTheReferenceEngine() throws IOException {
        byte[] file;
        try (InputStream in = new GZIPInputStream(
                Files.newInputStream(Requirement.sharedFile("data/mnist/t10k-images-idx3-ubyte.gz")))) {
            file = in.readAllBytes();
        }
        Preset preset = Presets.named("dcgan-mnist").withBatchSize(4);
        twentySteps(
                preset,
                true,
                0,
                (pixels, step) -> System.arraycopy(file, 16 + (step - 1) * pixels.length, pixels, 0, pixels.length));
    }

    /**
     * Batch norm in both networks, over 4 images; each step from the same parameters. Figures were seen to differ by 3e-6
     * to 1.9e-4, five of twenty by more than 1e-4. In the first step Adam moves each weight by the learning rate, whatever the
     * size of its gradient: where rounding decides the sign, the engines end up twice the learning rate apart (seen in 1 % of the
     * generator's weights), and the generator's figures, which follow the discriminator's update, 1.2e-3.
     */
    @Test
    void eachOfTwentyStepsOfDcganCelebaAgreesWithTheReferenceEngine() {
        twentySteps(Presets.named("dcgan-celeba").withBatchSize(4), true, 8, 1e-2, NOISE);
    }

    /**
     * The other presets, on few images and few steps, each from the same parameters. The step's number decides how many critic
     * updates a WGAN makes, and their differences add up. One image of dcgan-celeba-keras is enough: DL4J unfolds the last
     * layer's input, 512 channels of 64x64, to 210 MB for each. A gradient penalty is a difference of two gradients over a short way: where
     * rounding puts a unit on the other side of its kink at one of its points, it differs by .004 to .023, by the processor (and by .01 the
     * reference engine from itself, where last bits of its first parameters are changed). {@code PenaltyPassesTest} holds it to more digits.
     * The generator of flat-demo has gradients of 1e-9 in length, sums of far larger numbers, that were seen to differ by 1.9e-3.
     */
    @ParameterizedTest
    @CsvSource({
        "lsgan, 4, 3, 1, 1e-3",
        "hinge, 4, 3, 1, 1e-3",
        "wgan, 4, 2, 1, 1e-3",
        "wgan-gp, 4, 2, 1, 5e-2",
        "fashion-dcgan, 4, 3, 1, 1e-3",
        "dcgan-celeba-keras, 1, 1, 1, 1e-3",
        "wgan-original, 4, 1, 26, 1e-2",
        "stacked-mnist, 4, 2, 1, 1e-2",
        "stacked-mnist-packed, 4, 1, 1, 1e-2",
        "dcgan-cifar, 4, 2, 1, 1e-2",
        "collapse-demo, 4, 3, 1, 1e-3",
        "wins-demo, 4, 3, 1, 1e-3",
        "flat-demo, 4, 3, 1, 1e-2"
    })
    void takesTheSameStepsAsTheReferenceEngine(String name, int batch, int steps, int first, double tolerance) {
        Preset preset = Presets.named(name).withBatchSize(batch);
        try (Side fast = new Side(preset, model -> new FastEngine(model, 2 * preset.batchSize(), OPTIONS));
                Side reference = new Side(preset, ReferenceEngine::new)) {
            int most = preset.schedule().discriminatorSteps().at(first);
            byte[] pixels = new byte[most * preset.batchSize() * preset.shape().size()];
            int[] labels = IntStream.range(0, most * preset.batchSize())
                    .map(image -> image % 10)
                    .toArray();
            for (int i = first; i < first + steps; i++) {
                NOISE.fill(pixels, i);
                fast.copyFrom(reference);
                List<INDArray> before = reference.parameters();
                assertThat(difference(fast.step.run(pixels, labels, i), reference.step.run(pixels, labels, i)))
                        .as("step %d", i)
                        .isLessThan(tolerance);
                assertNear(fast, reference, i, tolerance);
                assertSameMoves(fast, reference, before);
                assertNear(fast.step.headFigures(), reference.step.headFigures());
            }
        }
    }

    /** Likewise; of the classes named right each is one of four images. */
    @ParameterizedTest
    @CsvSource({"cgan, 4, 2, 1, 1e-3", "acgan, 4, 2, 1, 1e-3", "infogan, 4, 2, 1, 1e-2"})
    void takesTheSameStepsWithClassesAndCodes(String name, int batch, int steps, int first, double tolerance) {
        takesTheSameStepsAsTheReferenceEngine(name, batch, steps, first, tolerance);
    }

    /** Points around 10, as rows of values; batch norm over few of them, and maxout. */
    @ParameterizedTest
    @CsvSource({
        "gaussian-1d, 50, 20, 1e-4",
        "ring8, 16, 3, 1e-2",
        "grid25, 16, 1, 1e-2",
        "ring8-best, 16, 3, 1e-2",
        "grid25-best, 16, 3, 1e-2"
    })
    void takesTheSameStepsOnPoints(String name, int batch, int steps, double tolerance) {
        Preset preset = Presets.named(name).withBatchSize(batch);
        try (Side fast = new Side(preset, model -> new FastEngine(model, 2 * preset.batchSize(), OPTIONS));
                Side reference = new Side(preset, ReferenceEngine::new)) {
            for (int i = 1; i <= steps; i++) {
                Random random = new Random(i);
                float[] values = new float
                        [AlternatingStep.imagesPerStep(preset) * preset.shape().size()];
                for (int k = 0; k < values.length; k++) {
                    values[k] = (float) (10 + random.nextGaussian());
                }
                byte[] points = Floats.toBytes(values);
                fast.copyFrom(reference);
                List<INDArray> before = reference.parameters();
                assertThat(difference(fast.step.run(points, i), reference.step.run(points, i)))
                        .as("step %d", i)
                        .isLessThan(tolerance);
                assertNear(fast, reference, i, tolerance);
                assertSameMoves(fast, reference, before);
            }
        }
    }

    /**
     * What each network's parameters have moved by, which their own length would hide: a network that was not updated, or in another
     * direction, would be off by 1 or more.
     */
    private static void assertSameMoves(Side fast, Side reference, List<INDArray> before) {
        for (int j = 0; j < 2; j++) {
            INDArray expected = reference.parameters().get(j).subi(before.get(j));
            INDArray actual = fast.parameters().get(j).subi(before.get(j));
            assertThat(actual.distance2(expected) / expected.norm2Number().doubleValue())
                    .as("moves of network %d", j)
                    .isLessThan(MOVES);
        }
    }

    /** The tests above, and those of twenty steps. */
    @Test
    void noPresetIsLeftOut() {
        List<String> tested = Stream.concat(
                        Stream.of("mlp-mnist", "dcgan-mnist", "dcgan-celeba"),
                        Arrays.stream(WholeNetworkTest.class.getDeclaredMethods())
                                .map(test -> test.getAnnotation(CsvSource.class))
                                .filter(Objects::nonNull)
                                .flatMap(source -> Arrays.stream(source.value()))
                                .map(line -> line.substring(0, line.indexOf(','))))
                .toList();

        assertThat(Presets.all()).extracting(Preset::name).containsExactlyInAnyOrderElementsOf(tested);
    }

    /** The parameters of both networks after step {@code step}, by their relative distance. */
    private static void assertNear(Side fast, Side reference, int step, double tolerance) {
        for (int j = 0; j < 2; j++) {
            INDArray expected = reference.engines().get(j).network().params();
            INDArray actual = fast.engines().get(j).network().params();
            assertThat(actual.distance2(expected) / expected.norm2Number().doubleValue())
                    .as("parameters after step %d", step)
                    .isLessThan(tolerance);
        }
    }

    private static void assertNear(HeadFigures fast, HeadFigures reference) {
        assertThat(relative(fast.realAccuracy(), reference.realAccuracy())).isZero();
        assertThat(relative(fast.fakeAccuracy(), reference.fakeAccuracy())).isZero();
        assertThat(relative(fast.mutualInformation(), reference.mutualInformation()))
                .isLessThan(1e-2);
    }

    /** Fills a step's pixels. */
    private interface Images {
        void fill(byte[] pixels, int step);
    }

    private static final Images NOISE = (pixels, step) -> new Random(step).nextBytes(pixels);

    private static void twentySteps(Preset preset, boolean restart, int farSteps, Images images) {
        twentySteps(preset, restart, farSteps, 1e-4, images);
    }

    /**
     * At most {@code farSteps} of the steps may differ by more than 1e-4, none by more than 1e-3, the first by ten times
     * {@code first}; parameters after the first step by {@code first}, after the others by 1e-4.
     */
    private static void twentySteps(Preset preset, boolean restart, int farSteps, double first, Images images) {
        try (Side fast = new Side(preset, model -> new FastEngine(model, 2 * preset.batchSize(), OPTIONS));
                Side reference = new Side(preset, ReferenceEngine::new)) {
            int far = 0;
            byte[] pixels = new byte
                    [AlternatingStep.imagesPerStep(preset) * preset.shape().size()];
            for (int i = 1; i <= STEPS; i++) {
                images.fill(pixels, i);
                if (restart) {
                    fast.copyFrom(reference);
                }
                double difference = difference(fast.step.run(pixels, i), reference.step.run(pixels, i));
                assertThat(difference).as("step %d", i).isLessThan(i == 1 ? 10 * first : 1e-3);
                far += difference > 1e-4 ? 1 : 0;
                assertNear(fast, reference, i, i == 1 ? first : 1e-4);
            }
            assertThat(far).isLessThanOrEqualTo(farSteps);
            assertThat(fast.generator.network().getIterationCount()).isEqualTo(STEPS);
        }
    }

    /** The largest relative difference of two reports. */
    private static double difference(StepResult a, StepResult b) {
        return DoubleStream.of(
                        relative(a.discriminatorLoss(), b.discriminatorLoss()),
                        relative(a.generatorLoss(), b.generatorLoss()),
                        relative(a.realScore(), b.realScore()),
                        relative(a.fakeScore(), b.fakeScore()),
                        relative(a.generatorScore(), b.generatorScore()),
                        relative(a.generatorGradientNorm(), b.generatorGradientNorm()),
                        relative(a.discriminatorGradientNorm(), b.discriminatorGradientNorm()))
                .max()
                .getAsDouble();
    }

    private static double relative(double actual, double expected) {
        return Double.isNaN(actual) && Double.isNaN(expected)
                ? 0 // scores of a loss that has none
                : Math.abs(actual - expected) / (Math.abs(expected) + 1e-9);
    }

    /** Same seed, same threads: same bits, and no more memory after many steps than after a few. */
    @Test
    void repeatsItselfToTheBitInTheSameMemory() {
        Preset preset = Presets.named("mlp-mnist");
        try (Side one = new Side(preset, model -> new FastEngine(model, 2 * preset.batchSize(), OPTIONS));
                Side other = new Side(preset, model -> new FastEngine(model, 2 * preset.batchSize(), OPTIONS))) {
            byte[] pixels = new byte
                    [AlternatingStep.imagesPerStep(preset) * preset.shape().size()];
            new Random(8).nextBytes(pixels);
            long bytes = 0;
            for (int i = 1; i <= 200; i++) {
                assertThat(one.step.run(pixels, i)).isEqualTo(other.step.run(pixels, i));
                bytes = i == 20 ? Pointer.totalBytes() : bytes;
            }
            assertThat(one.generator.network().params())
                    .isEqualTo(other.generator.network().params());
            assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes + (1 << 20));
        }
    }
}
