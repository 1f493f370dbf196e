package ganflux.monitor.diversity.online;

import ganflux.monitor.diversity.Features;
import ganflux.monitor.diversity.Modes;
import ganflux.monitor.diversity.Shares;
import ganflux.monitor.diversity.space.OnlineClassifier;
import ganflux.monitor.diversity.space.PointValues;
import ganflux.stream.image.ImageShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The classes of labelled reals, and what tells them apart: of images a classifier that learns from the stream, of points the
 * mode that is nearest. Used by one thread.
 */
final class RealClasses {
    private static final int REHEARSED = 512;

    private final Reservoir reals;
    private final int bytes;
    private final Optional<PointValues> points;
    private final Optional<OnlineClassifier> classifier; // of images
    private Optional<Modes> modes = Optional.empty();
    private OptionalDouble modesAccuracy = OptionalDouble.empty();

    /** Of the reals in a reservoir, whose shape is {@code shape}. */
    RealClasses(Reservoir reals, ImageShape shape, long seed) {
        this.reals = reals;
        bytes = shape.bytes();
        points = shape.isPoint() ? Optional.of(new PointValues(shape)) : Optional.empty();
        classifier = shape.isPoint() ? Optional.empty() : Optional.of(new OnlineClassifier(shape, seed));
    }

    /** Learns from new reals, which are in the reservoir already, and anew from some of those. */
    void take(byte[] images, int[] labels, Random random) {
        classifier.ifPresent(learning -> {
            learning.take(images, labels);
            if (!learning.isFrozen()) {
                int[] slots = random.ints(REHEARSED, 0, reals.size()).toArray();
                learning.rehearse(reals.pixels(slots, bytes), labels(slots));
            }
        });
    }

    private int[] labels(int[] slots) {
        return IntStream.of(slots).map(slot -> reals.held(slot).label()).toArray();
    }

    /** Finds the modes of all points that are there now. */
    void refresh() {
        points.ifPresent(values -> {
            int[] slots = IntStream.range(0, reals.size()).toArray();
            Features now = values.of(reals.pixels(slots, bytes));
            int[] labels = labels(slots);
            modes = Modes.of(now, labels);
            modesAccuracy = modes.map(known -> OptionalDouble.of(known.accuracy(now, labels)))
                    .orElse(OptionalDouble.empty());
        });
    }

    /** Whether what it says of classes can be compared with what it said before. */
    boolean isSettled() {
        return classifier.isEmpty() || frozen().isPresent();
    }

    private Optional<OnlineClassifier> frozen() {
        return classifier.filter(OnlineClassifier::isFrozen);
    }

    /**
     * Share of images that the classifier takes for the class asked for; empty of points, and where it cannot be trusted.
     *
     * @param probabilities what {@link #probabilities} gave of at least one image
     */
    OptionalDouble agreement(Features probabilities, int[] asked) {
        return frozen().map(trusted -> OptionalDouble.of(trusted.agreement(probabilities, asked)))
                .orElse(OptionalDouble.empty());
    }

    /** The probabilities of classes, where they can be trusted. */
    Optional<Features> probabilities(byte[] images) {
        if (points.isPresent()) {
            return modes.map(known -> known.classes(points.get().of(images)));
        }
        return frozen().map(trusted -> trusted.probabilities(images));
    }

    /** Adds how points stand to the modes, where those are known. */
    void addModes(byte[] images, Map<Metric, Double> values) {
        modes.ifPresent(known -> points.ifPresent(space -> {
            Features of = space.of(images);
            values.put(Metric.CAPTURED_MODES, (double) known.captured(of));
            values.put(Metric.HIGH_QUALITY, known.highQuality(of));
        }));
    }

    /** The shares of each class, by label; empty where they are not trusted. */
    List<ClassShare> shares(Sample sample, Reference reference) {
        List<ClassShare> shares = new ArrayList<>();
        if (sample.classes().isPresent() && reference.classes().isPresent()) {
            double[] fakes = Shares.of(OnlineClassifier.count(sample.classes().get()));
            List<Integer> labels = classifier
                    .map(OnlineClassifier::labels)
                    .or(() -> modes.map(Modes::labels))
                    .orElseGet(List::of);
            for (int i = 0; i < labels.size(); i++) {
                shares.add(new ClassShare(
                        labels.get(i), fakes[i], reference.classes().get()[i]));
            }
        }
        shares.sort(Comparator.comparingInt(ClassShare::label));
        return shares;
    }

    /** The share of labelled reals that it knows, 0 to 1; empty where none has a label. */
    OptionalDouble accuracy() {
        return classifier.map(OnlineClassifier::accuracy).orElse(modesAccuracy);
    }
}
