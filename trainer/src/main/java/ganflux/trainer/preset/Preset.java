package ganflux.trainer.preset;

import ganflux.stream.image.ImageShape;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * A named GAN: its data's shape, its two networks, and how they take turns.
 *
 * @param name what a user types, such as {@code mlp-mnist}
 * @param description one line for a person, with the source
 * @param shape what the networks take and give
 * @param range how pixels are scaled
 * @param latentDim length of the noise vector z
 * @param noise distribution of z
 * @param batchSize real images in a step
 * @param loss the game
 * @param schedule the order and the fakes of a step
 * @param generator the generator's configuration for a seed, for {@link FreshNetwork}; z [n, latentDim] to images [n, channels, height, width] or
 *     [n, channels * height * width]
 * @param discriminator the discriminator's configuration for a seed; images to logits [n, 1]
 */
public record Preset(
        String name,
        String description,
        ImageShape shape,
        PixelRange range,
        int latentDim,
        Noise noise,
        int batchSize,
        GanLoss loss,
        Schedule schedule,
        LongFunction<MultiLayerConfiguration> generator,
        LongFunction<MultiLayerConfiguration> discriminator) {

    /** The same with another number of real images in a step. */
    public Preset withBatchSize(int images) {
        return new Preset(
                name, description, shape, range, latentDim, noise, images, loss, schedule, generator, discriminator);
    }

    /** What a pixel's byte becomes, and what the generator's output means. */
    public enum PixelRange {
        /** 0..255 to -1..1, for a generator that ends in tanh. */
        SIGNED,
        /** 0..255 to 0..1, for a generator that ends in a sigmoid. */
        UNIT
    }

    /** Distribution of each component of z. */
    public enum Noise {
        /** Uniform on [-1, 1). */
        UNIFORM,
        /** Standard normal. */
        NORMAL
    }

    /** Which fakes the discriminator learns from. */
    public enum Fakes {
        /** The ones that the generator's own update uses, from one forward pass in training mode. */
        SHARED,
        /** Others, from noise of their own and a generator in inference mode; the generator's update draws afresh. */
        SEPARATE
    }

    /**
     * How a step proceeds.
     *
     * @param generatorFirst the generator's update comes before the discriminator's
     * @param discriminatorSteps discriminator updates in a step (k of Goodfellow et al. 2014), each with a real batch of
     *     its own
     * @param fakes which fakes the discriminator learns from
     * @param oneBatch the discriminator sees real and fake images in one batch of twice the size (which matters to batch
     *     norm) instead of one after the other
     * @param meanOverBoth the discriminator's loss is the mean over real and fake together, (real + fake) / 2, instead
     *     of the sum of the two means
     */
    public record Schedule(
            boolean generatorFirst, int discriminatorSteps, Fakes fakes, boolean oneBatch, boolean meanOverBoth) {
        /** Checks the number of steps, and that sharing fakes and several discriminator steps are not combined. */
        public Schedule {
            if (discriminatorSteps < 1) {
                throw new IllegalArgumentException(
                        "discriminatorSteps must be at least 1 but is " + discriminatorSteps);
            }
            if (discriminatorSteps > 1 && fakes == Fakes.SHARED) {
                throw new IllegalArgumentException("discriminatorSteps " + discriminatorSteps
                        + " needs Fakes.SEPARATE: shared fakes exist once in a step");
            }
        }
    }
}
