package ganflux.trainer.gan;

import ganflux.trainer.preset.InstanceNoise;
import ganflux.trainer.preset.Preset;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the discriminator is shown: real images and fakes in packs (mostly of one), in the shape that it takes, with noise on them where
 * the preset asks for it. A pack is a row: the images of a batch lie one after the other, so that packing is another view of them. One
 * thread.
 */
final class DiscriminatorInput {
    private final int size;
    private final int batch;
    private final PixelScale scale;
    private final InstanceNoise noise;
    private final Draws draws;
    private final FloatArray both;
    private final FloatArray reals;
    private final FloatArray fakesInBoth;
    private INDArray shownFakes;
    private double deviation; // of the noise in this step

    DiscriminatorInput(Preset preset, MultiLayerNetwork discriminator, Draws draws) {
        size = preset.shape().size();
        batch = preset.batchSize();
        scale = new PixelScale(preset.range());
        noise = preset.game().stabilisers().noise();
        this.draws = draws;
        int rows = batch / preset.game().stabilisers().pack();
        both = FloatArray.of(new NetworkShapes(preset, discriminator).packs(2 * rows));
        reals = both.rows(0, rows);
        fakesInBoth = both.rows(rows, rows);
        shownFakes = fakesInBoth.array();
    }

    /** Packs in a batch. */
    int rows() {
        return Math.toIntExact(reals.array().size(0));
    }

    /** Begins a step. */
    void begin(long step) {
        deviation = noise.at(step);
    }

    /** Takes the next batch of real images, of {@code pixels} from image {@code first} on. */
    void load(byte[] pixels, int first) {
        scale.toFloats(pixels, first * size, batch * size, reals.buffer());
        addNoise(reals.buffer());
    }

    /** The real images as they are shown, valid until the next {@link #load}. */
    FloatArray reals() {
        return reals;
    }

    /** The generator's output as it is shown, until the next call: the same values in the same order, but for the noise. */
    INDArray fakes(INDArray fakes) {
        INDArray packed = packed(fakes);
        if (deviation == 0) {
            shownFakes = packed;
        } else {
            copy(packed);
        }
        return shownFakes;
    }

    /** The real images and then the fakes, as one batch, until the next call. */
    INDArray both(INDArray fakes) {
        copy(packed(fakes));
        return both.array();
    }

    /** What the last call showed of the fakes. */
    INDArray shownFakes() {
        return shownFakes;
    }

    private INDArray packed(INDArray fakes) {
        return fakes.reshape(reals.array().shape());
    }

    private void copy(INDArray packed) {
        fakesInBoth.array().assign(packed);
        addNoise(fakesInBoth.buffer());
        shownFakes = fakesInBoth.array();
    }

    private void addNoise(FloatBuffer images) {
        if (deviation > 0) {
            SplittableRandom random = new SplittableRandom(draws.key());
            for (int i = 0; i < batch * size; i++) {
                images.put(i, images.get(i) + (float) (deviation * random.nextGaussian()));
            }
        }
    }
}
