package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.stream.image.Floats;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Engines;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import ganflux.trainer.preset.Presets;
import ganflux.v1.ScoreSurface;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

class ScoreGridTest {
    private static final String PLANE = """
            description: a plane
            points: {dimensions: 2}
            noise: {length: 1, distribution: normal}
            batch: 100
            loss: non-saturating
            step: {first: discriminator, fakes: shared, one-batch: false, discriminator-loss: sum}
            generator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: sgd, rate: 0.1}
              layers: [{layer: dense, units: 2}]
            discriminator:
              weights: {kind: glorot-uniform}
              optimiser: {kind: sgd, rate: 0.1}
              layers: [{layer: dense, units: 1}]
            """;

    /** D's logit is x + 10 y. The reals reach from 0 to 4 and from -1 to 1, so the grid from -1 to 5 and from -1.5 to 1.5. */
    @Test
    void scoresTheMiddlesOfCellsAroundTheReals() {
        ScoreSurface surface = around(plane(), Floats.toBytes(0, -1, 4, 1, 2, 0), new float[] {1, 10}, 0)
                .orElseThrow();

        assertThat(surface.getSide()).isEqualTo(32);
        assertThat(new float[] {surface.getLeft(), surface.getRight(), surface.getBottom(), surface.getTop()})
                .containsExactly(-1, 5, -1.5f, 1.5f);
        assertThat(surface.getScoresCount()).isEqualTo(1024);
        for (int cell : new int[] {0, 31, 32, 500, 1023}) {
            double x = -1 + (cell % 32 + .5) / 32 * 6;
            int row = cell / 32;
            double y = -1.5 + (row + .5) / 32 * 3;
            assertThat((double) surface.getScores(cell)).isCloseTo(1 / (1 + Math.exp(-x - 10 * y)), within(1e-5));
        }
    }

    /** D's logit is 3 - 2 x. The reals reach from -1 to 3, so the line from -2 to 4. */
    @Test
    void scoresALineOfNumbers() {
        Preset preset = plane("dimensions: 2", "dimensions: 1", "units: 2", "units: 1");
        ScoreSurface line =
                around(preset, Floats.toBytes(3, -1, 0), new float[] {-2}, 3).orElseThrow();

        assertThat(line.getSide()).isEqualTo(128);
        assertThat(new float[] {line.getLeft(), line.getRight(), line.getBottom(), line.getTop()})
                .containsExactly(-2, 4, 0, 0);
        assertThat(line.getScoresCount()).isEqualTo(128);
        for (int place : new int[] {0, 1, 99, 100, 127}) { // more than a batch
            double x = -2 + (place + .5) / 128 * 6;
            assertThat((double) line.getScores(place)).isCloseTo(1 / (1 + Math.exp(2 * x - 3)), within(1e-5));
        }
    }

    /**
     * A critic of packs of two, x + 10 y of the first and twice that of the second. With a place in turns first and second beside the
     * one real at 2, 1, the mean output is 1.5 (x + 10 y) and something; that goes from the cell at the left and bottom, 0, to the one at
     * the right and top, 1.
     */
    @Test
    void showsEachPlaceBesideRealsAndRescalesWhatHasNoScores() {
        Preset preset = plane(
                "non-saturating", "wasserstein",
                "layers: [{layer: dense, units: 1}]", "clip: 0.1\n  layers: [{layer: dense, units: 1}]",
                "discriminator:\n", "discriminator:\n  pack: 2\n");
        ScoreSurface surface = around(preset, Floats.toBytes(2, 1), new float[] {1, 10, 2, 20}, 7)
                .orElseThrow();

        assertThat(surface.getRescaled()).isTrue();
        assertThat(surface.getScores(0)).isZero();
        assertThat(surface.getScores(1023)).isEqualTo(1);
        for (int cell : new int[] {31, 32, 500, 992}) {
            double along = cell % 32 + 10 * (cell / 32); // cells are as wide as high here
            assertThat((double) surface.getScores(cell)).isCloseTo(along / (31 + 310), within(1e-5));
        }
    }

    /** Of one place, beside each of two reals: the mean of the two scores, not the score of a mean. */
    @Test
    void theScoreInPacksIsAMeanOfScores() {
        Preset preset = plane(
                "dimensions: 2",
                "dimensions: 1",
                "units: 2",
                "units: 1",
                "discriminator:\n",
                "discriminator:\n  pack: 2\n");
        ScoreSurface line =
                around(preset, Floats.toBytes(-5, 5), new float[] {1, 1}, 0).orElseThrow();

        double x = -7.5 + 3.5 / 128 * 15;
        double expected = (1 / (1 + Math.exp(-x - 5)) + 1 / (1 + Math.exp(-x + 5))) / 2;
        assertThat((double) line.getScores(3)).isCloseTo(expected, within(1e-5));
    }

    @Test
    void thereIsNoneWhereMoreThanAPointCounts() {
        assertThat(of(plane("dimensions: 2", "dimensions: 3", "units: 2", "units: 3")))
                .isFalse();
        assertThat(of(plane(
                        "layers: [{layer: dense, units: 1}]",
                        "layers: [{layer: dense, units: 1}, {layer: minibatch-deviation}, {layer: dense, units: 1}]")))
                .isFalse();
        assertThat(of(plane())).isTrue();
        assertThat(of(Presets.named("gaussian-1d"))).isTrue();
        assertThat(of(Presets.named("grid25-best"))).isTrue();
        assertThat(of(Presets.named("mlp-mnist").withBatchSize(2))).isFalse();
    }

    /** The plane with changes, each what is there and what is to be. */
    private static Preset plane(String... changes) {
        String text = PLANE;
        for (int i = 0; i < changes.length; i += 2) {
            text = text.replace(changes[i], changes[i + 1]);
        }
        return PresetReader.read("plane", "plane.yaml", text);
    }

    private static Optional<ScoreSurface> around(Preset preset, byte[] reals, float[] weights, float bias) {
        MultiLayerNetwork network = discriminator(preset);
        for (int i = 0; i < weights.length; i++) {
            network.getParam("0_W").putScalar(i, weights[i]);
        }
        network.getParam("0_b").assign(bias);
        return around(preset, network, reals);
    }

    private static boolean of(Preset preset) {
        return around(preset, discriminator(preset), Floats.toBytes(0, 1)).isPresent();
    }

    private static MultiLayerNetwork discriminator(Preset preset) {
        return FreshNetwork.of(preset.discriminator().apply(1));
    }

    private static Optional<ScoreSurface> around(Preset preset, MultiLayerNetwork network, byte[] reals) {
        try (NetworkEngine engine =
                Engines.create(new EngineOptions(EngineKind.REFERENCE, 0), network, preset.batchSize())) {
            return new ScoreGrid(preset, engine).around(reals);
        }
    }
}
