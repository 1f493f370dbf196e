package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.stream.Order;
import ganflux.stream.image.ImageShape;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Engines;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.gan.SampleRenderer;
import ganflux.trainer.preset.Preset;
import ganflux.v1.SampleBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

class SamplerTest {
    private static final Preset PRESET = TrainerRig.preset(new Adam(1e-2));
    private static final ImageShape SHAPE = TrainerRig.SHAPE;

    private final Sampler sampler = new Sampler(new TrainerConfig(
            Map.of(),
            "images",
            PRESET,
            Path.of("none"),
            "run",
            1,
            new EngineOptions(EngineKind.REFERENCE, 0),
            0,
            1,
            1,
            Duration.ofSeconds(1),
            64L << 20,
            "group",
            Order.ARRIVAL,
            FaultPolicy.DEFAULT,
            ReactionPolicy.DEFAULT,
            Map.of()));
    private NetworkEngine generator;
    private SampleRenderer renderer;

    @BeforeEach
    void open() {
        MultiLayerNetwork network = new MultiLayerNetwork(PRESET.generator().apply(3));
        network.init();
        generator = Engines.create(new EngineOptions(EngineKind.REFERENCE, 0), network, PRESET.batchSize());
        renderer = new SampleRenderer(PRESET, generator, 1);
    }

    @AfterEach
    void close() {
        generator.close();
    }

    /** Four images whose every byte, and whose label, is their number. */
    private static Minibatch minibatch(int number) {
        byte[] pixels = new byte[4 * SHAPE.size()];
        int[] labels = new int[4];
        for (int i = 0; i < 4; i++) {
            labels[i] = (4 * number + i) % 100;
            Arrays.fill(pixels, i * SHAPE.size(), (i + 1) * SHAPE.size(), (byte) labels[i]);
        }
        return new Minibatch(pixels, labels, 0, StreamPosition.START, List.of());
    }

    @Test
    void holdsFakesOfBothKindsAndTheNewestRealsWithTheirLabels() {
        IntStream.range(0, 100).mapToObj(SamplerTest::minibatch).forEach(sampler::trained);

        SampleBatch first = sampler.sample(renderer, 99, 4);
        SampleBatch sample = sampler.sample(renderer, 100, 5);

        assertThat(sample.getFixedFakes().size()).isEqualTo(64 * SHAPE.size());
        assertThat(first.getFreshFakes().size()).isEqualTo(64 * SHAPE.size());
        assertThat(sample.getFreshFakes().size() / SHAPE.size()).isIn(128, 256, 512);
        assertThat(sample.getRealLabelsCount()).isEqualTo(256);
        assertThat(sample.getReals().size()).isEqualTo(256 * SHAPE.size());
        assertThat(sample.getRealLabelsList().subList(0, 4)).containsExactly(96, 97, 98, 99);
        for (int i = 0; i < 256; i++) {
            assertThat((int) sample.getReals().byteAt(i * SHAPE.size())).isEqualTo(sample.getRealLabels(i));
        }
    }

    @Test
    void takesAsManyFreshFakesAsATenthOfASecondDraws() {
        assertThat(Sampler.affordable(1e3)).isEqualTo(512);
        assertThat(Sampler.affordable(1.9e5)).isEqualTo(512);
        assertThat(Sampler.affordable(2e5)).isEqualTo(256);
        assertThat(Sampler.affordable(4e5)).isEqualTo(128);
        assertThat(Sampler.affordable(1e8)).isEqualTo(128);
    }

    @Test
    void holdsWhatThereIsAtTheBeginning() {
        sampler.trained(minibatch(0));

        SampleBatch sample = sampler.sample(renderer, 1, 5);

        assertThat(sample.getRealLabelsList()).containsExactly(0, 1, 2, 3);
        assertThat(sample.getReals().size()).isEqualTo(4 * SHAPE.size());
    }

    @Test
    void fixedFakesStayAndFreshOnesDoNot() {
        sampler.trained(minibatch(0));
        SampleBatch first = sampler.sample(renderer, 1, 5);
        SampleBatch second = sampler.sample(renderer, 2, 6);

        assertThat(second.getFixedFakes()).isEqualTo(first.getFixedFakes());
        assertThat(second.getFreshFakes()).isNotEqualTo(first.getFreshFakes());
        assertThat(first.getFreshFakes().substring(0, first.getFixedFakes().size()))
                .isNotEqualTo(first.getFixedFakes());
    }
}
