package ganflux.monitor.diversity.online;

import ganflux.monitor.diversity.Distances;
import ganflux.monitor.diversity.Features;
import ganflux.monitor.diversity.StructuralSimilarity;
import ganflux.monitor.diversity.space.FeatureSpace;
import ganflux.monitor.diversity.space.PointValues;
import ganflux.monitor.diversity.space.RandomConvolutions;
import ganflux.monitor.diversity.space.Standardised;
import ganflux.stream.image.ImageShape;
import ganflux.stream.image.Thumbnails;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges the fakes of one run against its reals as both stream in.
 *
 * <p>It keeps up to {@value #CAPACITY} reals. A set of n fakes is measured against 3n of the newest 4n; the other n, drawn at
 * random from the newer half, stand in for the fakes and show what a perfect generator would get: one such resample an
 * evaluation, more in the beginning, and the newest 200 make the band. As stand-ins are newer than the reference on average,
 * as the fakes of a generator that keeps up with its data are, the band widens where the reals drift.
 *
 * <p>n is the number of fakes, at most a quarter of the capacity, halved until there are 4n reals, and at least {@value #LEAST}.
 * Bands of different n do not compare, so that a new n begins a new calibration.
 *
 * <p>Used by one thread. All is a pure function of seed, images and their order. Holds about 20 MB.
 */
public final class Evaluator {
    /** How many reals are kept. */
    public static final int CAPACITY = 2048;

    /** The fewest fakes that are judged. */
    public static final int LEAST = 32;

    private static final int SOON = 40; // resamples that are wanted soon
    private static final int AT_ONCE = 4; // resamples of an evaluation until then

    private final long seed;
    private final ImageShape shape;
    private final Thumbnails thumbnails;
    private final Optional<StructuralSimilarity> similarity; // of images
    private final RealClasses classes;
    private final Drift drift;
    private final Reservoir reals;
    private final Random random;
    private @Nullable FeatureSpace space;
    private @Nullable RealFeatures realFeatures;
    private Calibration calibration = new Calibration();
    private int calibratedSize;

    /**
     * For a run with images of {@code shape}, larger ones being reduced to sides of at most 32 pixels before all else, or with
     * points, which are their own features.
     */
    public Evaluator(ImageShape shape, long seed) {
        this.seed = seed;
        this.shape = shape;
        thumbnails = new Thumbnails(shape);
        ImageShape small = thumbnails.shape();
        similarity = shape.isPoint()
                ? Optional.empty()
                : Optional.of(new StructuralSimilarity(small.channels(), small.height(), small.width()));
        drift = new Drift(seed);
        reals = new Reservoir(CAPACITY, CAPACITY, seed);
        classes = new RealClasses(reals, small, seed);
        random = new Random(seed);
    }

    /**
     * Takes reals in the order of the stream.
     *
     * @param pixels unsigned bytes, image after image, each in the order channel, row, column, or the floats of points;
     *     only read
     * @param labels of each image its class, from 0, or a negative number where it is not known; may be empty for none known
     * @throws IllegalArgumentException where the bytes are not whole images, or the labels are fewer or more
     */
    public void addReals(byte[] pixels, int[] labels) {
        int count = shape.count(pixels);
        if (labels.length != 0 && labels.length != count) {
            throw new IllegalArgumentException(count + " images have " + labels.length + " labels");
        }
        byte[] small = thumbnails.of(pixels);
        int bytes = thumbnails.shape().bytes();
        for (int i = 0; i < count; i++) {
            byte[] image = Arrays.copyOfRange(small, i * bytes, (i + 1) * bytes);
            reals.add(new Reservoir.Held(image, labels.length == 0 ? -1 : labels[i]))
                    .ifPresent(drift::add);
        }
        if (labels.length > 0) {
            classes.take(small, labels, random);
        }
    }

    /**
     * Judges fakes.
     *
     * @param step the generator's step that made them
     * @param pixels as in {@link #addReals}
     * @param asked of each fake the class that it was asked to be of; empty where they were not asked
     * @return empty where there are too few fakes, or as yet too few reals
     * @throws IllegalArgumentException where there are classes, but more or fewer than fakes
     */
    public Optional<Evaluation> evaluate(long step, byte[] pixels, int[] asked) {
        if (asked.length != 0 && asked.length != shape.count(pixels)) {
            throw new IllegalArgumentException(shape.count(pixels) + " fakes have " + asked.length + " classes");
        }
        int n = size(shape.count(pixels));
        if (n < LEAST) {
            return Optional.empty();
        }
        if (n != calibratedSize) {
            calibration = new Calibration();
            calibratedSize = n;
        }
        if (!classes.isSettled()) {
            EnumSet.range(Metric.CAPTURED_CLASSES, Metric.CLASS_SCORE).forEach(calibration::forget);
        }
        RealFeatures known = realFeatures(n);
        known.refresh();
        classes.refresh();
        byte[] fakes = thumbnails.of(Arrays.copyOf(pixels, n * shape.bytes()));
        Split split = new Split(known, n);
        resample(split);
        for (int i = 1; i < AT_ONCE && calibration.resamples(Metric.RECALL) < SOON; i++) {
            resample(new Split(known, n));
        }
        return Optional.of(judge(step, n, split, fakes, asked));
    }

    /** As {@link #evaluate(long, byte[], int[])}, of fakes that were not asked to be of any class. */
    public Optional<Evaluation> evaluate(long step, byte[] pixels) {
        return evaluate(step, pixels, new int[0]);
    }

    private int size(int fakes) {
        int n = Math.min(fakes, CAPACITY / (Reference.FOLD + 1));
        while (n > 0 && n * (Reference.FOLD + 1) > reals.size()) {
            n /= 2;
        }
        return n;
    }

    /** The space's scale is taken from the first reals that suffice for an evaluation, and kept. */
    private RealFeatures realFeatures(int n) {
        if (realFeatures == null) {
            FeatureSpace raw =
                    shape.isPoint() ? new PointValues(shape) : new RandomConvolutions(thumbnails.shape(), seed);
            int[] slots = reals.newest(n * (Reference.FOLD + 1));
            space = new Standardised(
                    raw, raw.of(reals.pixels(slots, thumbnails.shape().bytes())));
            realFeatures = new RealFeatures(reals, space);
            drift.measureIn(space);
        }
        return realFeatures;
    }

    private void resample(Split split) {
        calibration.add(split.reference.measure(split.standIns()));
        drift.resample(split.standInFeatures, random)
                .ifPresent(value -> calibration.add(Map.of(Metric.DATA_DRIFT, value)));
    }

    private Evaluation judge(long step, int n, Split split, byte[] fakes, int[] asked) {
        FeatureSpace featureSpace = Objects.requireNonNull(space);
        Features features = featureSpace.of(fakes);
        Sample sample = new Sample(
                fakes,
                features,
                Distances.within(features),
                Distances.between(features, split.reference.features()),
                classes.probabilities(fakes));
        TreeMap<Metric, Double> values = new TreeMap<>(split.reference.measure(sample));
        drift.measure(split.standInFeatures, random).ifPresent(value -> values.put(Metric.DATA_DRIFT, value));
        TreeMap<Metric, Band> bands = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            calibration.band(metric).ifPresent(band -> bands.put(metric, band));
        }
        return new Evaluation(
                step,
                n,
                n * Reference.FOLD,
                values,
                bands,
                classes.shares(sample, split.reference),
                asked.length == 0
                        ? OptionalDouble.empty()
                        : sample.classes()
                                .map(answers -> classes.agreement(answers, asked))
                                .orElse(OptionalDouble.empty()),
                classes.accuracy());
    }

    /** The newest 4n reals, cut by chance into stand-ins for fakes and the reference. */
    private final class Split {
        private final RealFeatures known;
        private final int[] standIns;
        private final int[] rest;
        private final Features standInFeatures;
        private final Reference reference;

        Split(RealFeatures known, int n) {
            this.known = known;
            int[] pool = reals.newest(n * (Reference.FOLD + 1));
            Shuffle.part(pool, 0, 2 * n, random);
            Shuffle.part(pool, n, pool.length, random);
            standIns = Arrays.copyOf(pool, n);
            rest = Arrays.copyOfRange(pool, n, pool.length);
            standInFeatures = known.of(standIns);
            byte[] pixels = pixels(rest);
            reference = new Reference(similarity, classes, pixels, known.of(rest), known.between(rest, rest), seed);
        }

        private byte[] pixels(int[] slots) {
            return reals.pixels(slots, thumbnails.shape().bytes());
        }

        Sample standIns() {
            byte[] pixels = pixels(standIns);
            return new Sample(
                    pixels,
                    standInFeatures,
                    known.between(standIns, standIns),
                    known.between(standIns, rest),
                    classes.probabilities(pixels));
        }
    }
}
