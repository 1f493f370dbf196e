package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.trainer.Model;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import ganflux.trainer.preset.Presets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A gradient penalty on a discriminator that is told classes, or names them. */
class ConditionalPenaltyTest {
    private static final int BATCH = 4;
    private static final int[] LABELS = {3, 0, 9, 3};

    private static Preset preset(String name, String penalty) {
        String yaml = Presets.named(name)
                .about()
                .yaml()
                .replaceFirst("(?m)^discriminator:.*$", "discriminator:\n  gradient-penalty: {" + penalty + "}");
        return PresetReader.read(name, "test.yaml", yaml).withBatchSize(BATCH);
    }

    private static byte[] pixels(Preset preset) {
        byte[] pixels = new byte[BATCH * preset.shape().size()];
        new Random(1).nextBytes(pixels);
        return pixels;
    }

    @Test
    void itsPointsHaveTheRealImagesClasses() {
        Preset preset = preset("cgan", "kind: r1, gamma: 1");
        Latents asked = new Latents(preset, BATCH);
        DiscriminatorInput input = new DiscriminatorInput(
                preset, FreshNetwork.of(preset.discriminator().apply(1)), asked, new Draws(1));
        input.load(pixels(preset), LABELS, 0);

        INDArray points = input.realImages().array().mul(.5);
        INDArray told = input.besidePoints(1).told().apply(points);

        assertThat(told.shape()).containsExactly(BATCH, 11, 28, 28);
        assertThat(told.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 1), NDArrayIndex.all(), NDArrayIndex.all()))
                .isEqualTo(points);
        for (int i = 0; i < BATCH; i++) {
            for (int plane = 0; plane < 10; plane++) {
                assertThat(told.getDouble(i, 1 + plane, 27, 5)).isEqualTo(plane == LABELS[i] ? 1 : 0);
            }
        }
        assertThat(input.besidePoints(1).images().apply(told)).isEqualTo(points);
    }

    @ParameterizedTest
    @CsvSource({"cgan, 'kind: r1, gamma: 1'", "cgan, 'kind: wgan-gp, lambda: 1'", "acgan, 'kind: r1, gamma: 1'"})
    void bothEnginesGiveTheSame(String name, String penalty) {
        Preset preset = preset(name, penalty);

        StepResult fast = step(preset, EngineKind.FAST);
        StepResult reference = step(preset, EngineKind.REFERENCE);

        StepResult without = step(Presets.named(name).withBatchSize(BATCH), EngineKind.FAST);
        assertThat(fast.discriminatorLoss()).isGreaterThan(without.discriminatorLoss());
        assertThat(fast.discriminatorLoss()).isCloseTo(reference.discriminatorLoss(), within(1e-4));
        assertThat(fast.discriminatorGradientNorm() / reference.discriminatorGradientNorm())
                .isCloseTo(1, within(1e-2));
    }

    private static StepResult step(Preset preset, EngineKind kind) {
        try (Model model = new Model(preset, 1, new EngineOptions(kind, 1))) {
            return model.train(pixels(preset), LABELS, 1);
        }
    }
}
