package ganflux.trainer.gan;

import ganflux.trainer.preset.Condition;
import ganflux.trainer.preset.Condition.Kind;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What both networks lose by the discriminator's outputs behind the logit: a_0 .. a_(K-1), one for each class or category, then m_0, m_1 ..,
 * one for each continuous code. They come from the last dense layer, so that they share all of the discriminator before it. With y the
 * class or category and p = softmax(a), the cross-entropy is CE = -log p_y and its gradient by a_j is p_j - [j = y]. Of a pack of images
 * they come for each of them, one after the other, and the loss is their mean.
 *
 * <p>ACGAN (Odena et al. 2017): weight * CE, of real images by their label, of fakes by the class that was asked for.
 *
 * <p>InfoGAN (Chen et al. 2016), of fakes alone: -weight * I, where I = log K - CE for the categories, all being equally likely, plus
 * (c^2 - (c - m)^2) / 2 for each continuous code c. The latter is, as in the paper's code, the logarithm of how much likelier c is under
 * N(m, 1) than under N(0, 1), in place of the uniform distribution that it is drawn from; at most E[c^2] / 2 = 1/6 nats, for m = c.
 *
 * <p>One thread.
 */
final class Heads {
    private final Condition condition;
    private final int pack;
    private final int columns;
    private final double weight; // of an image in its pack
    private final double[] share;
    private double reals;
    private double rightReals;
    private double fakes;
    private double rightFakes;
    private double information;

    Heads(Condition condition, int pack) {
        this.condition = condition;
        this.pack = pack;
        columns = 1 + pack * condition.heads();
        weight = condition.weight() / pack;
        share = new double[condition.categories()];
    }

    /** The discriminator's outputs for a pack, the logit among them. */
    int columns() {
        return columns;
    }

    /** Begins the figures of a step. */
    void begin() {
        reals = rightReals = fakes = rightFakes = information = 0;
    }

    /**
     * The loss for a pack of real images.
     *
     * @param outputs [n, columns]
     * @param labels the classes of all images of the batch
     * @param which of the batch's packs it is
     * @param gradient of the outputs, of which {@code row} is filled, but for the logit's
     */
    double real(INDArray outputs, int row, int[] labels, int which, FloatBuffer gradient) {
        if (condition.kind() != Kind.ACGAN) {
            for (int i = 1; i < columns; i++) {
                gradient.put(row * columns + i, 0);
            }
            return 0;
        }
        double loss = 0;
        for (int i = 0; i < pack; i++) {
            int label = labels[which * pack + i];
            reals++;
            rightReals += likeliest(outputs, row, column(i)) == label ? 1 : 0;
            loss += weight * crossEntropy(outputs, row, column(i), label, gradient);
        }
        return loss;
    }

    /** As {@link #real}, for a pack of fakes that {@code asked} asked for. */
    double fake(INDArray outputs, int row, Latents asked, int which, FloatBuffer gradient) {
        double loss = 0;
        for (int i = 0; i < pack && columns > 1; i++) {
            int image = which * pack + i;
            fakes++;
            if (condition.kind() == Kind.ACGAN) {
                int label = asked.labels()[image];
                rightFakes += likeliest(outputs, row, column(i)) == label ? 1 : 0;
                loss += weight * crossEntropy(outputs, row, column(i), label, gradient);
            } else {
                double gained = gained(outputs, row, column(i), asked, image, gradient);
                information += gained;
                loss -= weight * gained;
            }
        }
        return loss;
    }

    /** The first column of an image of a pack. */
    private int column(int image) {
        return 1 + image * condition.heads();
    }

    private double gained(INDArray outputs, int row, int first, Latents asked, int image, FloatBuffer gradient) {
        double gained = 0;
        if (condition.categories() > 0) {
            gained = Math.log(condition.categories())
                    - crossEntropy(outputs, row, first, asked.labels()[image], gradient);
        }
        for (int i = 0; i < condition.codes(); i++) {
            int column = first + condition.categories() + i;
            double code = asked.code(image, i);
            double beyond = outputs.getDouble(row, column) - code;
            gained += (code * code - beyond * beyond) / 2;
            gradient.put(row * columns + column, (float) (weight * beyond));
        }
        return gained;
    }

    private double crossEntropy(INDArray outputs, int row, int first, int label, FloatBuffer gradient) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < share.length; i++) {
            share[i] = outputs.getDouble(row, first + i);
            most = Math.max(most, share[i]);
        }
        double own = share[label] - most;
        double sum = 0;
        for (int i = 0; i < share.length; i++) {
            share[i] = Math.exp(share[i] - most);
            sum += share[i];
        }
        for (int i = 0; i < share.length; i++) {
            double p = share[i] / sum;
            gradient.put(row * columns + first + i, (float) (weight * (p - (i == label ? 1 : 0))));
        }
        return Math.log(sum) - own;
    }

    private int likeliest(INDArray outputs, int row, int first) {
        int best = 0;
        for (int i = 1; i < condition.categories(); i++) {
            best = outputs.getDouble(row, first + i) > outputs.getDouble(row, first + best) ? i : best;
        }
        return best;
    }

    /** What was said since {@link #begin}. */
    HeadFigures figures() {
        boolean names = condition.kind() == Kind.ACGAN;
        return new HeadFigures(
                names ? rightReals / reals : Double.NaN,
                names ? rightFakes / fakes : Double.NaN,
                condition.kind() == Kind.INFOGAN ? information / fakes : Double.NaN);
    }
}
