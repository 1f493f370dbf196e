package ganflux.trainer.gan;

import ganflux.stream.image.ImageShape;
import ganflux.trainer.preset.Preset;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** In which shape a preset's discriminator takes images: rows of values, or NCHW. */
final class NetworkShapes {
    private final ImageShape shape;
    private final boolean flat;

    NetworkShapes(Preset preset, MultiLayerNetwork discriminator) {
        shape = preset.shape();
        flat = discriminator.getLayer(0).conf().getLayer() instanceof DenseLayer;
    }

    long[] images(int n) {
        return flat ? new long[] {n, shape.size()} : new long[] {n, shape.channels(), shape.height(), shape.width()};
    }
}
