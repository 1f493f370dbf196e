package ganflux.monitor.diversity.space;

import ganflux.monitor.diversity.Features;
import java.util.Arrays;
import java.util.Random;

/**
 * One hidden layer with ReLU, then softmax, trained on cross-entropy by Adam (Kingma and Ba 2015). Small enough that plain
 * loops train it on thousands of small images a second. Used by one thread.
 */
public final class TinyNetwork {
    private static final float RATE = 2e-3f;
    private static final float DECAY_1 = .9f;
    private static final float DECAY_2 = .999f;
    private static final float EPSILON = 1e-7f;

    private final int inputs;
    private final int hidden;
    private final int outputs;
    private final float[][]
            weights; // of each input: to each hidden unit; then of each hidden unit: to each output; then biases
    private final float[][] gradients;
    private final float[][] first;
    private final float[][] second;
    private int steps;

    /** He's initial weights in the hidden layer; the output starts at 0, so that every class is equally likely. */
    public TinyNetwork(int inputs, int hidden, int outputs, long seed) {
        this.inputs = inputs;
        this.hidden = hidden;
        this.outputs = outputs;
        weights = parameters();
        gradients = parameters();
        first = parameters();
        second = parameters();
        Random random = new Random(seed);
        double deviation = Math.sqrt(2.0 / inputs);
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < hidden; j++) {
                weights[i][j] = (float) (deviation * random.nextGaussian());
            }
        }
    }

    private float[][] parameters() {
        float[][] rows = new float[inputs + hidden + 2][];
        for (int i = 0; i < inputs; i++) {
            rows[i] = new float[hidden];
        }
        for (int j = 0; j < hidden; j++) {
            rows[inputs + j] = new float[outputs];
        }
        rows[inputs + hidden] = new float[hidden];
        rows[inputs + hidden + 1] = new float[outputs];
        return rows;
    }

    /** The probability of each class for one row of {@code x}; {@code units} receives the hidden layer. */
    public float[] probabilities(Features x, int row, float[] units) {
        System.arraycopy(weights[inputs + hidden], 0, units, 0, hidden);
        for (int i = 0; i < inputs; i++) {
            add(x.at(row, i), weights[i], units);
        }
        float[] logits = weights[inputs + hidden + 1].clone();
        for (int j = 0; j < hidden; j++) {
            units[j] = Math.max(0, units[j]);
            add(units[j], weights[inputs + j], logits);
        }
        return softmax(logits);
    }

    private static float[] softmax(float[] logits) {
        float largest = logits[0];
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        float sum = 0;
        for (int k = 0; k < logits.length; k++) {
            logits[k] = (float) Math.exp(logits[k] - largest);
            sum += logits[k];
        }
        for (int k = 0; k < logits.length; k++) {
            logits[k] /= sum;
        }
        return logits;
    }

    /** One step of Adam on the rows {@code from} to {@code to - 1} of {@code x} and their classes. */
    public void train(Features x, int[] classes, int from, int to) {
        var unused = gradient(x, classes, from, to);
        step();
    }

    /** The gradient of the mean loss at every weight; valid until the next. */
    float[][] gradient(Features x, int[] classes, int from, int to) {
        for (float[] row : gradients) {
            Arrays.fill(row, 0);
        }
        float[] units = new float[hidden];
        for (int row = from; row < to; row++) {
            float[] error = probabilities(x, row, units);
            error[classes[row]] -= 1; // the loss' gradient at the logits
            back(x, row, units, error, 1f / (to - from));
        }
        return gradients;
    }

    /** The weights themselves, in the order of the gradient. */
    float[][] weights() {
        return weights;
    }

    private void back(Features x, int row, float[] units, float[] error, float share) {
        float[] down = new float[hidden];
        add(share, error, gradients[inputs + hidden + 1]);
        for (int j = 0; j < hidden; j++) {
            if (units[j] > 0) {
                add(share * units[j], error, gradients[inputs + j]);
                float[] out = weights[inputs + j];
                float sum = 0;
                for (int k = 0; k < outputs; k++) {
                    sum += error[k] * out[k];
                }
                down[j] = share * sum;
            }
        }
        add(1, down, gradients[inputs + hidden]);
        for (int i = 0; i < inputs; i++) {
            add(x.at(row, i), down, gradients[i]);
        }
    }

    private void step() {
        steps++;
        float rate = (float) (RATE * Math.sqrt(1 - Math.pow(DECAY_2, steps)) / (1 - Math.pow(DECAY_1, steps)));
        for (int row = 0; row < weights.length; row++) {
            adam(weights[row], gradients[row], first[row], second[row], rate);
        }
    }

    private static void adam(float[] w, float[] g, float[] m, float[] v, float rate) {
        for (int j = 0; j < w.length; j++) {
            m[j] = DECAY_1 * m[j] + (1 - DECAY_1) * g[j];
            v[j] = DECAY_2 * v[j] + (1 - DECAY_2) * g[j] * g[j];
            w[j] -= rate * m[j] / ((float) Math.sqrt(v[j]) + EPSILON);
        }
    }

    private static void add(float factor, float[] from, float[] to) {
        if (factor != 0) {
            for (int j = 0; j < to.length; j++) {
                to[j] += factor * from[j];
            }
        }
    }
}
