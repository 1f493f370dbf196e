package ganflux.trainer.preset;

import ganflux.stream.image.ImageShape;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * A GAN to train: its data's shape, its two networks, the game, and how they take turns.
 *
 * @param about what it is called and where it comes from
 * @param shape what the networks take and give
 * @param range how pixels are scaled; {@code FLOAT} of points
 * @param latentDim length of the noise vector z
 * @param noise distribution of z
 * @param batchSize real images in a discriminator update
 * @param condition what images are asked to be
 * @param game the loss
 * @param schedule the order and the fakes of a step
 * @param generator the generator's configuration for a seed, for {@link FreshNetwork}; z and what is asked for [n, generatorInputs] to images [n, channels, height, width] or
 *     [n, channels * height * width]
 * @param discriminator the discriminator's configuration for a seed; images, with the condition's channels or values behind theirs, to outputs
 *     [n, 1 + heads], of which the first is the logit
 */
public record Preset(
        About about,
        ImageShape shape,
        PixelRange range,
        int latentDim,
        Noise noise,
        int batchSize,
        Condition condition,
        Game game,
        Schedule schedule,
        LongFunction<MultiLayerConfiguration> generator,
        LongFunction<MultiLayerConfiguration> discriminator) {

    /** What a user types, such as {@code mlp-mnist}; of a file its name without the ending. */
    public String name() {
        return about.name();
    }

    /** The same with another number of real images in a discriminator update. */
    public Preset withBatchSize(int images) {
        return new Preset(
                about, shape, range, latentDim, noise, images, condition, game, schedule, generator, discriminator);
    }

    /** Length of the generator's input: noise, and what is asked for. */
    public int generatorInputs() {
        return latentDim + condition.generatorInputs();
    }

    /** Whether {@code other} trains the same, whatever either is called and however its file is written. */
    public boolean trainsLike(Preset other) {
        return new Preset(
                        other.about,
                        shape,
                        range,
                        latentDim,
                        noise,
                        batchSize,
                        condition,
                        game,
                        schedule,
                        generator,
                        discriminator)
                .equals(other);
    }

    /**
     * What has no influence on the training.
     *
     * @param name a label, in reports and metrics
     * @param description one line for a person
     * @param source what it reproduces
     * @param yaml the text that it was read from; empty where there is none
     */
    public record About(String name, String description, String source, String yaml) {}

    /** What a pixel's byte, or a point's value, becomes, and what the generator's output means. */
    public enum PixelRange {
        /** 0..255 to -1..1, for a generator that ends in tanh. */
        SIGNED,
        /** 0..255 to 0..1, for a generator that ends in a sigmoid. */
        UNIT,
        /** The value itself, as a 32-bit float: that of points. */
        FLOAT
    }

    /** Distribution of each component of z. */
    public enum Noise {
        /** Uniform on [-1, 1). */
        UNIFORM,
        /** Standard normal. */
        NORMAL
    }
}
