package ganflux.monitor.diversity.space;

import ganflux.monitor.diversity.Features;
import ganflux.stream.image.ImageShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Learns the classes of reals while they stream in, so that fakes can be counted by class. Each batch is classified before it is
 * learned from: the share of right answers over the newest {@value #WINDOW} images is the accuracy. From {@value #FREEZE_AT} on
 * it is trusted and frozen, so that the ruler no longer moves; below {@value #THAW_AT}, where the reals have changed, it learns
 * again and is not trusted meanwhile.
 *
 * <p>Where a finite set is repeated, images of a later pass have been learned before, and the accuracy says too much. Images
 * without a label, or of a class beyond the first {@value #MAX_CLASSES}, are passed over; they do not count as wrong.
 * Used by one thread.
 */
public final class OnlineClassifier {
    /** The most classes that it tells apart. */
    public static final int MAX_CLASSES = 100;

    static final int WINDOW = 1000;
    static final int LEAST = 500;
    static final double FREEZE_AT = .95;
    static final double THAW_AT = .9;

    private static final int HIDDEN = 64;
    private static final int MINIBATCH = 32;

    private final Pixels pixels;
    private final TinyNetwork network;
    private final Map<Integer, Integer> classOf = new HashMap<>();
    private final List<Integer> labels = new ArrayList<>();
    private final boolean[] right = new boolean[WINDOW];
    private long answers;
    private int rights;
    private boolean frozen;

    /** For images of {@code shape}; the same seed and images give the same classifier. */
    public OnlineClassifier(ImageShape shape, long seed) {
        pixels = new Pixels(shape);
        network = new TinyNetwork(pixels.dimension(), HIDDEN, MAX_CLASSES, seed);
    }

    /**
     * Classifies new reals, and then learns from them unless it is frozen.
     *
     * @param images unsigned bytes, image after image
     * @param imageLabels of each image its class, from 0, or a negative number where it is not known
     */
    public void take(byte[] images, int[] imageLabels) {
        Features x = pixels.of(images);
        int[] rows = labelled(imageLabels);
        if (rows.length == 0) {
            return;
        }
        float[] units = new float[HIDDEN];
        for (int row : rows) {
            count(best(network.probabilities(x, row, units)) == classNumber(imageLabels[row]));
        }
        long known = Math.min(answers, WINDOW);
        frozen = known >= LEAST && rights >= (frozen ? THAW_AT : FREEZE_AT) * known;
        learn(x.rows(rows), classes(imageLabels, rows));
    }

    /** Learns from reals seen before, unless it is frozen; they do not count for the accuracy. */
    public void rehearse(byte[] images, int[] imageLabels) {
        if (frozen) {
            return;
        }
        int[] rows = labelled(imageLabels);
        if (rows.length > 0) {
            learn(pixels.of(images).rows(rows), classes(imageLabels, rows));
        }
    }

    private void learn(Features x, int[] classes) {
        for (int from = 0; from < classes.length && !frozen; from += MINIBATCH) {
            network.train(x, classes, from, Math.min(classes.length, from + MINIBATCH));
        }
    }

    private void count(boolean isRight) {
        int place = (int) (answers % WINDOW);
        rights += (isRight ? 1 : 0) - (answers >= WINDOW && right[place] ? 1 : 0);
        right[place] = isRight;
        answers++;
    }

    private int[] labelled(int[] imageLabels) {
        return IntStream.range(0, imageLabels.length)
                .filter(row -> classNumber(imageLabels[row]) >= 0)
                .toArray();
    }

    private int[] classes(int[] imageLabels, int[] rows) {
        int[] classes = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            classes[i] = classNumber(imageLabels[rows[i]]);
        }
        return classes;
    }

    /** The number of a label's class, in the order of first sight; -1 where there is none. */
    private int classNumber(int label) {
        if (label < 0) {
            return -1;
        }
        Integer known = classOf.get(label);
        if (known == null && labels.size() < MAX_CLASSES) {
            known = labels.size();
            classOf.put(label, known);
            labels.add(label);
        }
        return known == null ? -1 : known;
    }

    /** The share of right answers on the newest labelled images, each asked before it was learned; empty before any. */
    public OptionalDouble accuracy() {
        return answers == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) rights / Math.min(answers, WINDOW));
    }

    /** Whether its answers can be trusted; it then no longer changes. */
    public boolean isFrozen() {
        return frozen;
    }

    /** The label of each class, in the order of the classes. */
    public List<Integer> labels() {
        return List.copyOf(labels);
    }

    /** The probability of each class for each image: rows of as many values as there are {@link #labels}, at least one. */
    public Features probabilities(byte[] images) {
        Features x = pixels.of(images);
        int classes = labels.size();
        float[] values = new float[x.rows() * classes];
        float[] units = new float[HIDDEN];
        for (int row = 0; row < x.rows(); row++) {
            float[] all = network.probabilities(x, row, units);
            float known = 0; // what it gives to classes that were never seen is left out
            for (int k = 0; k < classes; k++) {
                known += all[k];
            }
            for (int k = 0; k < classes; k++) {
                values[row * classes + k] = all[k] / known;
            }
        }
        return new Features(values, classes);
    }

    /**
     * How often its answer is the label.
     *
     * @param answers what {@link #probabilities} gave of at least one image
     * @param imageLabels of each image its class
     * @return a share, 0 to 1
     */
    public double agreement(Features answers, int[] imageLabels) {
        int same = 0;
        for (int row = 0; row < answers.rows(); row++) {
            same += labels.get(best(answers, row)) == imageLabels[row] ? 1 : 0;
        }
        return (double) same / answers.rows();
    }

    /** How many rows of {@link #probabilities} are likeliest of each class. */
    public static int[] count(Features probabilities) {
        int[] counts = new int[probabilities.columns()];
        for (int row = 0; row < probabilities.rows(); row++) {
            counts[best(probabilities, row)]++;
        }
        return counts;
    }

    private static int best(Features probabilities, int row) {
        int best = 0;
        for (int k = 1; k < probabilities.columns(); k++) {
            best = probabilities.at(row, k) > probabilities.at(row, best) ? k : best;
        }
        return best;
    }

    private static int best(float[] probabilities) {
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
            best = probabilities[k] > probabilities[best] ? k : best;
        }
        return best;
    }
}
