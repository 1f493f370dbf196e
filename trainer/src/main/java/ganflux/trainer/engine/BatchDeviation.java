package ganflux.trainer.engine;

import java.util.Arrays;

/**
 * Minibatch standard deviation: Karras et al., "Progressive Growing of GANs" (2018), section 3. Behind the values of each example
 * comes one more channel, everywhere the mean, over an example's values, of their standard deviation over the batch. Fakes that are
 * all alike have a small one, which the discriminator sees. Sums are in double precision. One thread.
 */
public final class BatchDeviation {
    /** Added to variances, as in the paper's code: the root has a slope where all examples are the same. */
    static final double EPSILON = 1e-8;

    private final int examples;
    private final int values;
    private final int places;
    private final double[] means;
    private final double[] deviations;
    private final float[] slopes; // of the statistic, by each value of each example

    /**
     * For batches of one shape.
     *
     * @param values of an example, channel after channel
     * @param places of a channel: 1 for rows
     */
    public BatchDeviation(int examples, int values, int places) {
        this.examples = examples;
        this.values = values;
        this.places = places;
        means = new double[values];
        deviations = new double[values];
        slopes = new float[examples * values];
    }

    /** The length of what has a channel more. */
    public int wideLength() {
        return examples * (values + places);
    }

    /**
     * Appends the channel.
     *
     * @param from the batch, example after example; not changed
     * @param to the same with a channel more, of {@link #wideLength}
     */
    public void forward(float[] from, float[] to) {
        measure(from);
        double sum = 0;
        for (int i = 0; i < values; i++) {
            deviations[i] = Math.sqrt(deviations[i] + EPSILON);
            sum += deviations[i];
        }
        float statistic = (float) (sum / values);
        int wide = values + places;
        for (int row = 0; row < examples; row++) {
            System.arraycopy(from, row * values, to, row * wide, values);
            Arrays.fill(to, row * wide + values, (row + 1) * wide, statistic);
            for (int i = 0; i < values; i++) {
                int at = row * values + i;
                slopes[at] = (float) ((from[at] - means[i]) / (deviations[i] * examples * values));
            }
        }
    }

    /** Means, and variances in place of deviations. */
    private void measure(float[] from) {
        Arrays.fill(means, 0);
        Arrays.fill(deviations, 0);
        for (int at = 0; at < slopes.length; at++) {
            means[at % values] += (double) from[at] / examples;
        }
        for (int at = 0; at < slopes.length; at++) {
            double difference = from[at] - means[at % values];
            deviations[at % values] += difference * difference / examples;
        }
    }

    /**
     * The gradient by the batch of the last {@link #forward}.
     *
     * @param from that by what it gave; not changed
     * @param to of the batch's length
     */
    public void backward(float[] from, float[] to) {
        int wide = values + places;
        double byStatistic = 0;
        for (int row = 0; row < examples; row++) {
            System.arraycopy(from, row * wide, to, row * values, values);
            for (int i = values; i < wide; i++) {
                byStatistic += from[row * wide + i];
            }
        }
        for (int at = 0; at < slopes.length; at++) {
            to[at] += (float) (byStatistic * slopes[at]);
        }
    }
}
