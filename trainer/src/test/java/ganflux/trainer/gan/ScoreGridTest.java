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
        Preset preset = PresetReader.read("plane", "plane.yaml", PLANE);
        MultiLayerNetwork network = FreshNetwork.of(preset.discriminator().apply(1));
        network.getParam("0_W").putScalar(0, 1);
        network.getParam("0_W").putScalar(1, 10);
        network.getParam("0_b").assign(0);
        ScoreSurface surface;
        try (NetworkEngine engine = Engines.create(new EngineOptions(EngineKind.REFERENCE, 0), network, 100)) {
            surface = new ScoreGrid(preset, engine)
                    .around(Floats.toBytes(0, -1, 4, 1, 2, 0))
                    .orElseThrow();
        }

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

    @Test
    void thereIsNoneOfNumbersAndNoneWithoutScores() {
        assertThat(of(Presets.named("gaussian-1d"))).isFalse();
        String wasserstein = PLANE.replace("non-saturating", "wasserstein")
                .replace("layers: [{layer: dense, units: 1}]", "clip: 0.1\n  layers: [{layer: dense, units: 1}]");
        assertThat(of(PresetReader.read("w", "w.yaml", wasserstein))).isFalse();
        String ofTheBatch = PLANE.replace(
                "layers: [{layer: dense, units: 1}]",
                "layers: [{layer: dense, units: 1}, {layer: minibatch-deviation}, {layer: dense, units: 1}]");
        assertThat(of(PresetReader.read("b", "b.yaml", ofTheBatch))).isFalse();
        assertThat(of(PresetReader.read("plane", "plane.yaml", PLANE))).isTrue();
    }

    private static boolean of(Preset preset) {
        MultiLayerNetwork network = FreshNetwork.of(preset.discriminator().apply(1));
        try (NetworkEngine engine =
                Engines.create(new EngineOptions(EngineKind.REFERENCE, 0), network, preset.batchSize())) {
            return new ScoreGrid(preset, engine).around(Floats.toBytes(0, 1)).isPresent();
        }
    }
}
