package ganflux.monitor.diversity.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ganflux.monitor.diversity.Features;
import ganflux.stream.image.ImageShape;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OnlineClassifierTest {
    private static final ImageShape SHAPE = new ImageShape(1, 4, 4);

    private final Random random = new Random(1);
    private final OnlineClassifier classifier = new OnlineClassifier(SHAPE, 1);

    /** A bright row tells the class; {@code offset} turns the rows, as if the classes had changed their looks. */
    private byte[] draw(int[] classes, int offset) {
        byte[] images = new byte[classes.length * SHAPE.size()];
        for (int i = 0; i < images.length; i++) {
            int row = i % 16 / 4;
            boolean bright = row == (classes[i / 16] + offset) % 4;
            images[i] = (byte) (random.nextInt(100) + (bright ? 120 : 0));
        }
        return images;
    }

    private int[] classes(int count) {
        return random.ints(count, 0, 3).toArray();
    }

    private void take(int batches, int offset) {
        for (int i = 0; i < batches; i++) {
            int[] classes = classes(100);
            classifier.take(
                    draw(classes, offset),
                    Arrays.stream(classes).map(c -> 10 * c + 7).toArray());
        }
    }

    @Test
    void learnsClassesFromTheStreamAndFreezes() {
        assertThat(classifier.accuracy()).isEmpty();
        take(30, 0);
        assertThat(classifier.accuracy().orElseThrow()).isGreaterThan(.95);
        assertThat(classifier.isFrozen()).isTrue();
        assertThat(classifier.labels()).containsExactlyInAnyOrder(7, 17, 27);
        Features answers = classifier.probabilities(draw(new int[] {2, 2, 0}, 0));
        assertThat(answers.at(0, 0) + answers.at(0, 1) + answers.at(0, 2)).isCloseTo(1, within(1e-5f));
        int[] counts = OnlineClassifier.count(answers);
        assertThat(counts[classifier.labels().indexOf(27)]).isEqualTo(2);
        assertThat(counts[classifier.labels().indexOf(7)]).isEqualTo(1);
    }

    @Test
    void tellsHowOftenItsAnswerIsTheLabel() {
        take(30, 0);
        byte[] images = draw(new int[] {0, 1, 2, 2}, 0);

        Features answers = classifier.probabilities(images);
        assertThat(classifier.agreement(answers, new int[] {7, 17, 27, 27})).isEqualTo(1);
        assertThat(classifier.agreement(answers, new int[] {7, 27, 17, 5})).isEqualTo(.25);
    }

    @Test
    void noLongerChangesOnceFrozenAndThawsWhenItFails() {
        take(30, 0);
        byte[] some = draw(classes(20), 0);
        Features before = classifier.probabilities(some);
        take(1, 0);
        classifier.rehearse(some, new int[20]);
        assertThat(classifier.probabilities(some).values()).isEqualTo(before.values());
        take(4, 1); // 400 of the last 1,000 are now wrong
        assertThat(classifier.isFrozen()).isFalse();
        take(30, 1);
        assertThat(classifier.isFrozen()).isTrue();
    }

    @Test
    void asksBeforeItLearns() {
        int[] classes = classes(100);
        int[] noise = random.ints(100, 0, 3).toArray();
        byte[] images = draw(classes, 0);
        for (int i = 0; i < 5; i++) {
            classifier.take(draw(classes(100), 0), random.ints(100, 0, 3).toArray()); // labels that mean nothing
        }
        assertThat(classifier.accuracy().orElseThrow()).isCloseTo(1 / 3.0, within(.1));
        classifier.rehearse(images, noise);
        assertThat(classifier.accuracy().orElseThrow()).isCloseTo(1 / 3.0, within(.1));
        assertThat(classifier.isFrozen()).isFalse();
    }

    @Test
    void passesOverWhatHasNoLabelAndClassesBeyondTheHundredth() {
        classifier.take(new byte[16 * 3], new int[] {-1, -1, -1});
        assertThat(classifier.accuracy()).isEmpty();
        int[] many = java.util.stream.IntStream.range(0, 150).toArray();
        classifier.take(new byte[16 * 150], many);
        assertThat(classifier.labels()).hasSize(100).doesNotContain(100);
        assertThat(classifier.probabilities(new byte[16]).columns()).isEqualTo(100);
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        Features x = new Features(new float[] {.5f, -1, .25f, .75f}, 2);
        int[] classes = {0, 1};
        TinyNetwork network = new TinyNetwork(2, 3, 2, 1);
        for (int i = 0; i < 20; i++) {
            network.train(x, classes, 0, 2); // away from the start, where the output layer is 0
        }
        float[][] gradients = network.gradient(x, classes, 0, 2);
        float[][] weights = network.weights();
        for (int row = 0; row < weights.length; row++) {
            for (int column = 0; column < weights[row].length; column++) {
                float kept = weights[row][column];
                weights[row][column] = kept + 1e-2f;
                double above = loss(network, x, classes);
                weights[row][column] = kept - 1e-2f;
                double below = loss(network, x, classes);
                weights[row][column] = kept;
                assertThat((double) gradients[row][column])
                        .as("row %d, column %d", row, column)
                        .isCloseTo((above - below) / 2e-2, within(2e-3));
            }
        }
    }

    private static double loss(TinyNetwork network, Features x, int[] classes) {
        double sum = 0;
        for (int row = 0; row < classes.length; row++) {
            sum -= Math.log(network.probabilities(x, row, new float[3])[classes[row]]);
        }
        return sum / classes.length;
    }
}
