package ganflux.bench.step;

import ganflux.stream.image.ImageShape;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Engines;
import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Precision;
import ganflux.trainer.gan.AlternatingStep;
import ganflux.trainer.preset.FreshNetwork;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Presets;
import java.io.IOException;
import java.util.Random;

/** Steps of a preset on one of Ganflux's engines; the reference engine is stock DL4J. */
final class EnginePeer {
    private EnginePeer() {}

    /** Arguments: the preset's name, the kind of engine, the number of threads, the precision, the real images in a step. */
    public static void main(String[] args) throws IOException {
        Preset preset = Presets.named(args[0]).withBatchSize(Integer.parseInt(args[4]));
        EngineOptions options =
                new EngineOptions(EngineKind.valueOf(args[1]), Integer.parseInt(args[2]), Precision.valueOf(args[3]));
        int maxBatch = AlternatingStep.maxBatch(preset);
        try (NetworkEngine generator = Engines.create(
                        options, FreshNetwork.of(preset.generator().apply(1)), maxBatch);
                NetworkEngine discriminator = Engines.create(
                        options, FreshNetwork.of(preset.discriminator().apply(2)), maxBatch)) {
            AlternatingStep step = new AlternatingStep(preset, generator, discriminator, 3);
            byte[] pixels = discs(AlternatingStep.imagesPerStep(preset), preset.shape());
            long[] number = {0};
            Peer.serve(() -> step.run(pixels, ++number[0]));
        }
    }

    /**
     * Grey discs, something that a GAN can learn: on noise its gradients vanish, and arithmetic on denormal numbers would
     * be what is measured.
     */
    private static byte[] discs(int count, ImageShape shape) {
        Random random = new Random(4);
        byte[] pixels = new byte[count * shape.size()];
        for (int i = 0; i < count * shape.channels(); i++) {
            double row = shape.height() * (.25 + random.nextDouble() / 2);
            double column = shape.width() * (.25 + random.nextDouble() / 2);
            double radius = shape.width() * (.1 + random.nextDouble() / 5);
            for (int p = 0; p < shape.height() * shape.width(); p++) {
                int y = p / shape.width();
                int x = p % shape.width();
                double outside = Math.hypot(y - row, x - column) - radius;
                pixels[i * shape.height() * shape.width() + p] = (byte) (int) (255 / (1 + Math.exp(outside)));
            }
        }
        return pixels;
    }
}
