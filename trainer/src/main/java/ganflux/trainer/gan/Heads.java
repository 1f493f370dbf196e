package ganflux.trainer.gan;

import ganflux.trainer.preset.Condition;
import ganflux.trainer.preset.Condition.Kind;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What both networks lose by the discriminator's outputs behind the logit: a_0 .. a_(K-1), one for each class or category, then m_0, m_1 ..,
 * one for each continuous code. They come from the last dense layer, so that they share all of the discriminator before it. With y the
 * class or category and p = softmax(a), the cross-entropy is CE = -log p_y and its gradient by a_j is p_j - [j = y].
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
    private final int columns;
    private final double[] share;
    private double reals;
    private double rightReals;
    private double fakes;
    private double rightFakes;
    private double information;

    Heads(Condition condition) {
        this.condition = condition;
        columns = 1 + condition.heads();
        share = new double[condition.categories()];
    }

    /** The discriminator's outputs for an image, the logit among them. */
    int columns() {
        return columns;
    }

    /** Begins the figures of a step. */
    void begin() {
        reals = rightReals = fakes = rightFakes = information = 0;
    }

    /**
     * The loss for a real image.
     *
     * @param outputs [n, columns]
     * @param label the image's class
     * @param gradient of the outputs, of which {@code row} is filled, but for the logit's
     */
    double real(INDArray outputs, int row, int label, FloatBuffer gradient) {
        if (condition.kind() != Kind.ACGAN) {
            for (int i = 1; i < columns; i++) {
                gradient.put(row * columns + i, 0);
            }
            return 0;
        }
        reals++;
        rightReals += likeliest(outputs, row) == label ? 1 : 0;
        return condition.weight() * crossEntropy(outputs, row, label, gradient);
    }

    /** As {@link #real}, for a fake that {@code asked} asked for in its row {@code image}. */
    double fake(INDArray outputs, int row, Latents asked, int image, FloatBuffer gradient) {
        if (columns == 1) {
            return 0;
        }
        int label = asked.labels()[image];
        fakes++;
        if (condition.kind() == Kind.ACGAN) {
            rightFakes += likeliest(outputs, row) == label ? 1 : 0;
            return condition.weight() * crossEntropy(outputs, row, label, gradient);
        }
        double gained = 0;
        if (condition.categories() > 0) {
            gained = Math.log(condition.categories()) - crossEntropy(outputs, row, label, gradient);
        }
        for (int i = 0; i < condition.codes(); i++) {
            int column = 1 + condition.categories() + i;
            double code = asked.code(image, i);
            double beyond = outputs.getDouble(row, column) - code;
            gained += (code * code - beyond * beyond) / 2;
            gradient.put(row * columns + column, (float) (condition.weight() * beyond));
        }
        information += gained;
        return -condition.weight() * gained;
    }

    private double crossEntropy(INDArray outputs, int row, int label, FloatBuffer gradient) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < share.length; i++) {
            share[i] = outputs.getDouble(row, 1 + i);
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
            gradient.put(row * columns + 1 + i, (float) (condition.weight() * (p - (i == label ? 1 : 0))));
        }
        return Math.log(sum) - own;
    }

    private int likeliest(INDArray outputs, int row) {
        int best = 0;
        for (int i = 1; i < condition.categories(); i++) {
            best = outputs.getDouble(row, 1 + i) > outputs.getDouble(row, 1 + best) ? i : best;
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
