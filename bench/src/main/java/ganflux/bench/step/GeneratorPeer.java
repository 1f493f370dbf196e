package ganflux.bench.step;

import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Engines;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.gan.SampleRenderer;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.io.IOException;

/** Images of a preset's generator on one of Ganflux's engines, as {@code ganflux generate} draws them. */
final class GeneratorPeer {
    private GeneratorPeer() {}

    /** Arguments: the preset's name, the kind of engine, the number of threads. */
    public static void main(String[] args) throws IOException {
        Preset preset = Presets.named(args[0]);
        EngineOptions options = new EngineOptions(EngineKind.valueOf(args[1]), Integer.parseInt(args[2]));
        try (NetworkEngine generator =
                Engines.create(options, FreshNetwork.of(preset.generator().apply(1)), preset.batchSize())) {
            SampleRenderer renderer = new SampleRenderer(preset, generator, 3);
            int expected = GenerateBench.IMAGES * preset.shape().size();
            Peer.serve(() -> {
                int drawn = renderer.fixed(GenerateBench.IMAGES).length;
                if (drawn != expected) {
                    throw new IllegalStateException("drew " + drawn + " bytes instead of " + expected);
                }
            });
        }
    }
}
