package ganflux.trainer.gan;

import ganflux.stream.image.ImageShape;
import ganflux.trainer.preset.Preset;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** In which shape a preset's discriminator takes packs of images, mostly of one: rows of values, or NCHW. */
final class NetworkShapes {
    private final ImageShape shape;
    private final int pack;
    private final boolean flat;

    NetworkShapes(Preset preset, MultiLayerNetwork discriminator) {
        shape = preset.shape();
        pack = preset.game().stabilisers().pack();
        flat = shape.isPoint() || discriminator.getLayer(0).conf().getLayer() instanceof DenseLayer;
    }

    /** The shape of {@code n} packs. */
    long[] packs(int n) {
        return flat
                ? new long[] {n, (long) pack * shape.size()}
                : new long[] {n, (long) pack * shape.channels(), shape.height(), shape.width()};
    }
}
