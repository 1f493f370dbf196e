package ganflux.trainer.gan;

import ganflux.trainer.engine.NetworkEngine;
import ganflux.trainer.engine.Pass;
import ganflux.trainer.preset.GradientPenalty;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link GradientPenalty} by three passes of a discriminator, without differentiating twice. With v the gradient of D's output
 * by an image x, and u = v / |v|, the derivative of |v| by D's parameters t is that of D's slope along u, and so
 *
 * <pre>  d/dt (|v| - norm)^2 = 2 (|v| - norm) (dD/dt(x + h u) - dD/dt(x - h u)) / 2h</pre>
 *
 * but for an error of the order of h^2. A unit whose kink lies between the two points adds the jump of its gradient there over 2h,
 * seldom and much, the less the longer the way; on the mean it is what the slope averaged along the way has. All three passes drop the
 * same units. An image at which v is 0 has no direction and moves nothing.
 *
 * <p>The discriminator must have no batch norm. One thread.
 */
final class PenaltyPasses {
    /**
     * The root-mean-square change of a value on the way from x to x + h u, of 1 from black to white or of 2. Measured on the critic of
     * wgan-gp after 60 steps: one batch's gradient lies 0.35 of its mean's length from the mean of ten at 1/1024, 0.20 at 1/256, 0.12
     * at 1/64 and 0.09 at 1/16, while the means of 1/256 and 1/64 have a cosine of 0.996.
     */
    private static final double STEP = 1.0 / 64;

    private final GradientPenalty penalty;
    private final NetworkEngine discriminator;
    private final Draws draws;
    private final Beside beside;
    private final double step;
    private final int rows;
    private final int size;
    private final FloatArray above;
    private final FloatArray below;
    private final FloatArray outputGradient;
    private final double[] norms;

    /**
     * What a discriminator has besides images and the logit. The penalty is on the logit's slope by the image alone.
     *
     * @param told adds to images [n, ..] what it is told about them
     * @param images the images' part of a gradient by what {@code told} gave
     * @param outputs of each image, the logit first
     */
    record Beside(UnaryOperator<INDArray> told, UnaryOperator<INDArray> images, int outputs) {
        /** Images in, a logit out. */
        static final Beside NOTHING = new Beside(UnaryOperator.identity(), UnaryOperator.identity(), 1);
    }

    /**
     * For batches of one shape.
     *
     * @param shape of a batch of images, examples first
     */
    PenaltyPasses(GradientPenalty penalty, NetworkEngine discriminator, Draws draws, Beside beside, long... shape) {
        this(penalty, discriminator, draws, beside, STEP, shape);
    }

    /** With another root-mean-square change of a value. */
    PenaltyPasses(
            GradientPenalty penalty,
            NetworkEngine discriminator,
            Draws draws,
            Beside beside,
            double step,
            long... shape) {
        this.penalty = penalty;
        this.discriminator = discriminator;
        this.draws = draws;
        this.beside = beside;
        above = FloatArray.of(shape);
        below = FloatArray.of(shape);
        rows = Math.toIntExact(shape[0]);
        size = above.buffer().limit() / rows;
        this.step = step * Math.sqrt(size);
        outputGradient = FloatArray.of(rows, beside.outputs);
        norms = new double[rows];
    }

    /**
     * Adds the penalty's gradient to those that the discriminator's next update will use.
     *
     * @param reals images as the discriminator was shown them, and {@code fakes} likewise, without what it is told; not changed
     * @param examples by which that update divides
     * @return the penalty: its mean over the batch, times its weight
     */
    double accumulate(FloatArray reals, INDArray fakes, int examples) {
        if (penalty.kind() == GradientPenalty.Kind.R1) {
            below.array().assign(reals.array());
        } else {
            below.array().assign(fakes);
            interpolate(reals.buffer(), below.buffer());
        }
        Pass pass = draws.training();
        var unused = discriminator.forward(beside.told.apply(below.array()), pass);
        for (int i = 0; i < rows; i++) {
            outputGradient.buffer().put(i * beside.outputs, 1);
        }
        above.array().assign(beside.images.apply(discriminator.inputGradient(outputGradient.array())));
        spread();
        double mean = 0;
        for (double norm : norms) {
            mean += square(norm - penalty.norm()) / rows;
        }
        difference(above, pass, examples);
        difference(below, pass, -examples);
        return penalty.weight() * mean;
    }

    /** Moves each of {@code fakes} to a place on the line to its real image, uniformly drawn: the critic's alpha. */
    private void interpolate(FloatBuffer reals, FloatBuffer fakes) {
        SplittableRandom random = new SplittableRandom(draws.key());
        for (int row = 0; row < rows; row++) {
            float alpha = (float) random.nextDouble();
            for (int i = row * size; i < (row + 1) * size; i++) {
                fakes.put(i, alpha * reals.get(i) + (1 - alpha) * fakes.get(i));
            }
        }
    }

    /** From images in {@code below} and slopes in {@code above} to the points on both sides of each image. */
    private void spread() {
        for (int row = 0; row < rows; row++) {
            int end = (row + 1) * size;
            double squares = 0;
            for (int i = row * size; i < end; i++) {
                squares += square(above.buffer().get(i));
            }
            norms[row] = Math.sqrt(squares);
            if (norms[row] < Float.MIN_NORMAL) {
                norms[row] = 0;
            }
            float scale = norms[row] == 0 ? 0 : (float) (step / norms[row]);
            for (int i = row * size; i < end; i++) {
                float image = below.buffer().get(i);
                float move = scale * above.buffer().get(i);
                above.buffer().put(i, image + move);
                below.buffer().put(i, image - move);
            }
        }
    }

    /** Adds dD/dt at {@code points}, with the factors of the penalty's derivative, so many times a mean over the batch. */
    private void difference(FloatArray points, Pass pass, int times) {
        var unused = discriminator.forward(beside.told.apply(points.array()), pass);
        double factor = times * penalty.weight() / (rows * step);
        for (int i = 0; i < rows; i++) {
            double gradient = norms[i] == 0 ? 0 : factor * (norms[i] - penalty.norm());
            outputGradient.buffer().put(i * beside.outputs, (float) gradient);
        }
        discriminator.accumulateGradients(outputGradient.array());
    }

    private static double square(double value) {
        return value * value;
    }
}
