package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.engine.fast.FastEngine;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Images from a generator's file, as {@code ganflux generate} draws them: the engines draw the same. */
class SampleParityTest {
    private static final EngineOptions FAST = new EngineOptions(EngineKind.FAST, 2);
    private static final int BATCH = 4;
    private static final int COUNT = 6;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"mlp-mnist", "dcgan-mnist", "dcgan-celeba"})
    void bothEnginesDrawTheSameImagesFromTheSameFile(String name) throws IOException {
        Preset preset = Presets.named(name).withBatchSize(BATCH);
        File file = directory.resolve("generator.zip").toFile();
        train(preset, file);
        try (NetworkEngine fast =
                        new FastEngine(ModelSerializer.restoreMultiLayerNetwork(file), preset.batchSize(), FAST);
                NetworkEngine reference = new ReferenceEngine(ModelSerializer.restoreMultiLayerNetwork(file))) {
            FloatArray noise = FloatArray.of(BATCH, preset.latentDim());
            LatentNoise.fill(noise.buffer(), preset.noise(), LatentNoise.random(9, 0, 0));
            INDArray expected = reference.forward(noise.array(), Pass.INFERENCE);
            INDArray actual = fast.forward(noise.array(), Pass.INFERENCE);
            assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-4);
            assertThat(expected.stdNumber().doubleValue()).as("not a constant").isGreaterThan(1e-3);

            byte[] drawn = new SampleRenderer(preset, fast, 5).fixed(COUNT);
            byte[] wanted = new SampleRenderer(preset, reference, 5).fixed(COUNT);
            assertThat(drawn).hasSize(COUNT * preset.shape().size());
            for (int i = 0; i < drawn.length; i++) {
                assertThat(Byte.toUnsignedInt(drawn[i]) - Byte.toUnsignedInt(wanted[i]))
                        .as("byte %d", i)
                        .isBetween(-1, 1);
            }
        }
    }

    /** Three steps, so that running statistics are not what they began as. */
    private static void train(Preset preset, File file) throws IOException {
        try (NetworkEngine generator =
                        new FastEngine(FreshNetwork.of(preset.generator().apply(1)), 2 * BATCH, FAST);
                NetworkEngine discriminator =
                        new FastEngine(FreshNetwork.of(preset.discriminator().apply(2)), 2 * BATCH, FAST)) {
            AlternatingStep step = new AlternatingStep(preset, generator, discriminator, 3);
            byte[] pixels = new byte[BATCH * preset.shape().size()];
            new Random(4).nextBytes(pixels);
            for (int i = 1; i <= 3; i++) {
                assertThat(step.run(pixels, i).isFinite()).isTrue();
            }
            ModelSerializer.writeModel(generator.network(), file, true);
        }
    }
}
