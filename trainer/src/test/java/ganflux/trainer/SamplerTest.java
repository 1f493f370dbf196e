package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.stream.Order;
import ganflux.stream.image.ImageShape;
import ganflux.stream.image.Thumbnails;
import ganflux.trainer.checkpoint.StreamPosition;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Engines;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.ReferenceEngine;
import ganflux.trainer.gan.SampleRenderer;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import ganflux.v1.SampleBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

class SamplerTest {
    private static final Preset PRESET = TrainerRig.preset(new Adam(1e-2));
    private static final ImageShape SHAPE = TrainerRig.SHAPE;

    private static final String CONDITIONAL = """
            description: one layer a side
            images: {channels: %d, height: %d, width: %d, range: signed}
            noise: {length: 3, distribution: normal}
            batch: 5
            condition: {kind: cgan, classes: 7}
            loss: non-saturating
            step: {first: generator, fakes: shared, one-batch: false, discriminator-loss: sum}
            generator:
              weights: {kind: normal, deviation: 1}
              optimiser: {kind: sgd, rate: 0.01}
              layers: [{layer: dense, units: %d, activation: tanh}]
            discriminator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: sgd, rate: 0.01}
              layers: [{layer: dense, units: 1}]
            """;

    private static String conditional(ImageShape shape) {
        return CONDITIONAL.formatted(shape.channels(), shape.height(), shape.width(), shape.size());
    }

    private final Sampler sampler = new Sampler(config(PRESET));
    private NetworkEngine generator;
    private SampleRenderer renderer;

    private static TrainerConfig config(Preset preset) {
        return new TrainerConfig(
                Map.of(),
                "images",
                preset,
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
                Map.of());
    }

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
        assertThat(first.getFreshFakes().size() / SHAPE.size()).isIn(128, 256, 512);
        assertThat(sample.getFreshFakes().size())
                .isEqualTo(first.getFreshFakes().size());
        assertThat(sample.getRealLabelsCount()).isEqualTo(256);
        assertThat(sample.getReals().size()).isEqualTo(256 * SHAPE.size());
        assertThat(sample.getRealLabelsList().subList(0, 4)).containsExactly(96, 97, 98, 99);
        for (int i = 0; i < 256; i++) {
            assertThat((int) sample.getReals().byteAt(i * SHAPE.size())).isEqualTo(sample.getRealLabels(i));
        }
    }

    /** Of 100x100 in colour 69 fit into 2 MiB. */
    @Test
    void sendsLargeImagesInFullToLookAtAndReducedToMeasure() {
        ImageShape large = new ImageShape(3, 100, 100);
        Preset preset = PresetReader.read("large", "large.yaml", conditional(large));
        try (NetworkEngine engine =
                new ReferenceEngine(FreshNetwork.of(preset.generator().apply(1)))) {
            SampleRenderer drawing = new SampleRenderer(preset, engine, 1);
            Sampler sampling = new Sampler(config(preset));
            byte[] reals = new byte[300 * large.bytes()];
            new Random(1).nextBytes(reals);
            sampling.trained(new Minibatch(
                    reals, IntStream.range(0, 300).map(i -> i % 7).toArray(), 0, StreamPosition.START, List.of()));

            SampleBatch sample = sampling.sample(drawing, 9, 5);

            Thumbnails thumbnails = new Thumbnails(large);
            int fakes = sample.getFreshLabelsCount();
            SampleRenderer.Drawn drawn = drawing.fresh(fakes, 9);
            assertThat(fakes).isIn(128, 256, 512);
            assertThat(sample.getReduction()).isEqualTo(4);
            assertThat(sample.getFixedFakes().size()).isEqualTo(64 * large.bytes());
            assertThat(sample.getFreshFakes().toByteArray())
                    .isEqualTo(Arrays.copyOf(drawn.pixels(), 69 * large.bytes()));
            assertThat(sample.getReducedFakes().toByteArray()).isEqualTo(thumbnails.of(drawn.pixels()));
            assertThat(sample.getFreshLabelsList())
                    .containsExactlyElementsOf(
                            IntStream.of(drawn.labels()).boxed().toList());
            assertThat(sample.getReals().toByteArray()).isEqualTo(Arrays.copyOf(reals, 69 * large.bytes()));
            assertThat(sample.getReducedReals().toByteArray())
                    .isEqualTo(thumbnails.of(Arrays.copyOf(reals, 256 * large.bytes())));
            assertThat(sample.getRealLabelsCount()).isEqualTo(256);
        }
    }

    @Test
    void restsLongerAfterSamplesThatTakeLong() {
        assertThat(Sampler.restNanos(5, 0)).isEqualTo(5);
        assertThat(Sampler.restNanos(1_000_000_000, 30_000_000)).isEqualTo(1_500_000_000);
        assertThat(Sampler.restNanos(1_000_000_000, 900_000_000)).isEqualTo(10_000_000_000L);
        assertThat(Sampler.restNanos(1_000_000_000, 3_000_000_000L)).isEqualTo(30_000_000_000L);
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

    /** Seven classes: a square of eight by eight, the eighth row being of the first class again. */
    @Test
    void fixedFakesOfClassesStandInRows() {
        Preset preset = PresetReader.read("tiny", "tiny.yaml", conditional(SHAPE));
        try (NetworkEngine engine =
                new ReferenceEngine(FreshNetwork.of(preset.generator().apply(1)))) {
            SampleRenderer drawing = new SampleRenderer(preset, engine, 1);
            Sampler conditional = new Sampler(config(preset));

            SampleBatch sample = conditional.sample(drawing, 1, 5);

            byte[] fixed = sample.getFixedFakes().toByteArray();
            int row = 8 * SHAPE.size();
            assertThat(fixed).hasSize(8 * row);
            for (int i = 0; i < 8; i++) {
                assertThat(Arrays.copyOfRange(fixed, i * row, (i + 1) * row))
                        .isEqualTo(drawing.table(List.of(i % 7), 8));
            }
            assertThat(sample.getFreshLabelsList())
                    .hasSizeGreaterThanOrEqualTo(128)
                    .containsOnly(0, 1, 2, 3, 4, 5, 6);
            assertThat(conditional.sample(drawing, 2, 6).getFixedFakes()).isEqualTo(sample.getFixedFakes());
        }
    }
}
