package ganflux.bench.step;

import ganflux.trainer.Model;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Precision;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.io.IOException;

/** Steps of a preset on one of Ganflux's engines; the reference engine is stock DL4J. */
final class EnginePeer {
    private EnginePeer() {}

    /** Arguments: the preset's name, the kind of engine, the number of threads, the precision, the real images in a step. */
    public static void main(String[] args) throws IOException {
        Preset preset = Presets.named(args[0]).withBatchSize(Integer.parseInt(args[4]));
        EngineOptions options =
                new EngineOptions(EngineKind.valueOf(args[1]), Integer.parseInt(args[2]), Precision.valueOf(args[3]));
        try (Model model = new Model(preset, 1, options)) {
            int images = AlternatingStep.imagesPerStep(preset);
            byte[] pixels = Discs.draw(images, preset.shape());
            int[] labels = Discs.labels(images, preset.condition().classes());
            long[] number = {0};
            Peer.serve(() -> model.train(pixels, labels, ++number[0]));
        }
    }
}
