package ganflux.trainer.gan;

import ganflux.trainer.preset.Preset;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the discriminator is shown: real images and fakes, in the shape that it takes. One thread. */
final class DiscriminatorInput {
    private final int size;
    private final int batch;
    private final PixelScale scale;
    private final FloatArray both;
    private final FloatArray reals;
    private final INDArray fakesInBoth;

    DiscriminatorInput(Preset preset, MultiLayerNetwork discriminator) {
        size = preset.shape().size();
        batch = preset.batchSize();
        scale = new PixelScale(preset.range());
        both = FloatArray.of(new NetworkShapes(preset, discriminator).images(2 * batch));
        reals = both.rows(0, batch);
        fakesInBoth = both.rows(batch, batch).array();
    }

    /** Takes the next batch of real images, of {@code pixels} from image {@code first} on. */
    void load(byte[] pixels, int first) {
        scale.toFloats(pixels, first * size, batch * size, reals.buffer());
    }

    /** The real images, valid until the next {@link #load}. */
    FloatArray reals() {
        return reals;
    }

    /** The generator's output: the same values in the same order. */
    INDArray fakes(INDArray fakes) {
        return fakes.reshape(reals.array().shape());
    }

    /** The real images and then the fakes, as one batch. */
    INDArray both(INDArray fakes) {
        fakesInBoth.assign(fakes(fakes));
        return both.array();
    }
}
