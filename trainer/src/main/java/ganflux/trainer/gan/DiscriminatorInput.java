package ganflux.trainer.gan;

import ganflux.trainer.preset.InstanceNoise;
import ganflux.trainer.preset.Preset;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the discriminator is shown: real images and fakes in packs (mostly of one), in the shape that it takes, with noise on them where
 * the preset asks for it, and with their classes where it is told them. A pack is a row: the images of a batch lie one after the other, so
 * that packing is another view of them. One
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
    private final Latents asked;
    private final int[] labels; // of the reals, then of the fakes
    private final Optional<ClassPlanes> classes;
    private final Optional<ClassPlanes> classesOfPoints;
    private INDArray shownFakes;
    private double deviation; // of the noise in this step

    /**
     * Makes the arrays.
     *
     * @param asked the input that the generator makes fakes of
     */
    DiscriminatorInput(Preset preset, MultiLayerNetwork discriminator, Latents asked, Draws draws) {
        size = preset.shape().size();
        batch = preset.batchSize();
        scale = new PixelScale(preset.range());
        noise = preset.game().stabilisers().noise();
        this.asked = asked;
        this.draws = draws;
        int pack = preset.game().stabilisers().pack();
        int rows = batch / pack;
        both = FloatArray.of(new NetworkShapes(preset, discriminator).packs(2 * rows));
        reals = both.rows(0, rows);
        fakesInBoth = both.rows(rows, rows);
        shownFakes = fakesInBoth.array();
        labels = new int[preset.condition().classes() == 0 ? 0 : 2 * batch];
        int told = preset.condition().discriminatorInputs();
        classes = told == 0
                ? Optional.empty()
                : Optional.of(new ClassPlanes(reals.array().shape(), pack, told));
        classesOfPoints = preset.game()
                .stabilisers()
                .penalty()
                .flatMap(penalty -> classes)
                .map(planes -> new ClassPlanes(reals.array().shape(), pack, told));
    }

    /**
     * What a gradient penalty needs for its points, which lie at real images or on lines from them to fakes: they have the real
     * images' classes.
     *
     * @param outputs of the discriminator for an image
     */
    PenaltyPasses.Beside besidePoints(int outputs) {
        return new PenaltyPasses.Beside(
                points -> classesOfPoints
                        .map(planes -> planes.reals(points, labels))
                        .orElse(points),
                gradient -> classesOfPoints
                        .map(planes -> planes.imageGradient(gradient))
                        .orElse(gradient),
                outputs);
    }

    /** Packs in a batch. */
    int rows() {
        return Math.toIntExact(reals.array().size(0));
    }

    /** Begins a step. */
    void begin(long step) {
        deviation = noise.at(step);
    }

    /** Takes the next batch of real images, of {@code pixels} and {@code imageLabels} from image {@code first} on. */
    void load(byte[] pixels, int[] imageLabels, int first) {
        scale.toFloats(pixels, first * size, batch * size, reals.buffer());
        addNoise(reals.buffer());
        if (labels.length > 0) {
            System.arraycopy(imageLabels, first, labels, 0, batch);
        }
    }

    /** The classes of the real images; none where the preset has none. Not to be changed. */
    int[] labels() {
        return labels;
    }

    /** The real images as they are shown, without their classes, valid until the next {@link #load}. */
    FloatArray realImages() {
        return reals;
    }

    /** The real images as they are shown, valid until the next {@link #load} or {@link #both}. */
    INDArray reals() {
        return classes.map(planes -> planes.reals(reals.array(), labels)).orElse(reals.array());
    }

    /** The generator's output as it is shown, until the next call: the same values in the same order, but for the noise. */
    INDArray fakes(INDArray fakes) {
        INDArray packed = packed(fakes);
        if (deviation == 0) {
            shownFakes = packed;
        } else {
            copy(packed);
        }
        return classes.map(planes -> planes.fakes(shownFakes, asked.labels())).orElse(shownFakes);
    }

    /** The real images and then the fakes, as one batch, until the next call. */
    INDArray both(INDArray fakes) {
        copy(packed(fakes));
        if (labels.length > 0) {
            System.arraycopy(asked.labels(), 0, labels, batch, batch);
        }
        return classes.map(planes -> planes.both(both.array(), labels)).orElse(both.array());
    }

    /** What the last call showed of the fakes, without their classes. */
    INDArray shownFakes() {
        return shownFakes;
    }

    /** Of a gradient with respect to what {@link #fakes} gave, the images' part. */
    INDArray imageGradient(INDArray gradient) {
        return classes.map(planes -> planes.imageGradient(gradient)).orElse(gradient);
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
