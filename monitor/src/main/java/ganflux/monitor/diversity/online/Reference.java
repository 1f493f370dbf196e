package ganflux.monitor.diversity.online;

import static ganflux.monitor.diversity.PrecisionRecall.NEIGHBOURS;

import ganflux.monitor.diversity.Distances;
import ganflux.monitor.diversity.Duplicates;
import ganflux.monitor.diversity.Features;
import ganflux.monitor.diversity.FrechetDistance;
import ganflux.monitor.diversity.KMeans;
import ganflux.monitor.diversity.KernelDistance;
import ganflux.monitor.diversity.Moments;
import ganflux.monitor.diversity.Neighbours;
import ganflux.monitor.diversity.PairDistance;
import ganflux.monitor.diversity.PrecisionRecall;
import ganflux.monitor.diversity.Shares;
import ganflux.monitor.diversity.StructuralSimilarity;
import ganflux.monitor.diversity.VendiScore;
import ganflux.monitor.diversity.space.OnlineClassifier;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reals to judge samples by, three times as many as a sample has. What depends on them alone is computed once, so that a second
 * sample, of reals in the place of fakes, costs less than the first.
 */
final class Reference {
    /** Reals to one image of a sample. */
    static final int FOLD = 3;

    private static final int BINS = 20;
    private static final int ROUNDS = 8;
    private static final double DIFFERENT = 1.96;
    private static final int PAIRS = 96;
    private static final int KID_ROWS = 256;
    private static final double COPY = .25; // nearer than this part of the reals' mean distance to the nearest: a copy
    private static final double CAPTURED = .1;

    private final Optional<StructuralSimilarity> similarity; // of images
    private final RealClasses realClasses;
    private final Features features;
    private final float[] radii;
    private final Moments moments;
    private final KMeans bins;
    private final int[] binned;
    private final Features kidRows;
    private final double kidInside;
    private final double meanSimilarity;
    private final Optional<double[]> classes;
    private double vendi;
    private double vendiOfOrderTwo;
    private double nearest;
    private double pairDistance;

    /** Of reals in random order; {@code within} are the distances between them. Without {@code similarity} they are points. */
    Reference(
            Optional<StructuralSimilarity> similarity,
            RealClasses realClasses,
            byte[] pixels,
            Features features,
            Distances within,
            long seed) {
        this.similarity = similarity;
        this.realClasses = realClasses;
        this.features = features;
        radii = Neighbours.squaredRadii(within, NEIGHBOURS);
        moments = Moments.of(features);
        bins = KMeans.fit(features, Math.min(BINS, features.rows() / 8), ROUNDS, seed);
        binned = bins.count(features);
        kidRows = features.rows(0, Math.min(KID_ROWS, features.rows() / FOLD));
        kidInside = KernelDistance.inside(kidRows);
        meanSimilarity =
                similarity.map(measure -> measure.meanOfPairs(pixels, PAIRS)).orElse(Double.NaN);
        classes = realClasses.probabilities(pixels).map(OnlineClassifier::count).map(Reference::smoothed);
        int n = features.rows() / FOLD;
        for (int from = 0; from < n * FOLD; from += n) { // what depends on how many images there are: of as many reals
            VendiScore score = VendiScore.of(moments.centre(features.rows(from, from + n)));
            Distances square = within.square(from, from + n);
            vendi += score.orderOne() / FOLD;
            vendiOfOrderTwo += score.orderTwo() / FOLD;
            nearest += Neighbours.meanNearest(square) / FOLD;
            pairDistance += PairDistance.mean(square) / FOLD;
        }
    }

    /** Shares with half an image more in each class, so that no class has none. */
    private static double[] smoothed(int[] counts) {
        double total = 0;
        for (int count : counts) {
            total += count + .5;
        }
        double[] shares = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            shares[i] = (counts[i] + .5) / total;
        }
        return shares;
    }

    /** The reals' shares of each class, where the classifier is trusted. */
    Optional<double[]> classes() {
        return classes;
    }

    Features features() {
        return features;
    }

    /** Every metric of a sample but the drift of the reals; a metric whose value is not finite is left out. */
    Map<Metric, Double> measure(Sample sample) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        neighbours(sample, values);
        distributions(sample, values);
        similarity.ifPresent(measure -> ofImages(measure, sample, values));
        sample.classes()
                .ifPresent(probabilities -> classes.ifPresent(reals -> ofClasses(probabilities, reals, values)));
        realClasses.addModes(sample.pixels(), values);
        values.values().removeIf(value -> !Double.isFinite(value));
        return values;
    }

    private void neighbours(Sample sample, Map<Metric, Double> values) {
        float[] sampleRadii = Neighbours.squaredRadii(sample.within(), NEIGHBOURS);
        PrecisionRecall figures = PrecisionRecall.of(sample.toReals(), radii, sampleRadii, NEIGHBOURS);
        values.put(Metric.PRECISION, figures.precision());
        values.put(Metric.RECALL, figures.recall());
        values.put(Metric.DENSITY, figures.density());
        values.put(Metric.COVERAGE, figures.coverage());
        values.put(Metric.NEAREST_NEIGHBOUR_RATIO, Neighbours.meanNearest(sample.within()) / nearest);
        values.put(Metric.PAIR_DISTANCE_RATIO, PairDistance.mean(sample.within()) / pairDistance);
    }

    /** What says nothing of points: their few values leave few directions, and reals are as near to each other as copies are. */
    private void ofImages(StructuralSimilarity measure, Sample sample, Map<Metric, Double> values) {
        int copies = Duplicates.pairs(sample.within(), COPY * nearest);
        values.put(Metric.DUPLICATE_PAIRS, (double) copies);
        values.put(Metric.BIRTHDAY_SUPPORT, Duplicates.support(sample.features().rows(), copies));
        VendiScore score = VendiScore.of(moments.centre(sample.features()));
        values.put(Metric.VENDI_RATIO, score.orderOne() / vendi);
        values.put(Metric.VENDI_ORDER_2_RATIO, score.orderTwo() / vendiOfOrderTwo);
        values.put(Metric.MS_SSIM_EXCESS, measure.meanOfPairs(sample.pixels(), PAIRS) - meanSimilarity);
    }

    private void distributions(Sample sample, Map<Metric, Double> values) {
        values.put(Metric.FRECHET_DISTANCE, FrechetDistance.between(moments, sample.moments()));
        Features some = sample.features().rows(0, kidRows.rows());
        values.put(Metric.KID, KernelDistance.inside(some) + kidInside - 2 * KernelDistance.meanBetween(some, kidRows));
        int[] counts = bins.count(sample.features());
        values.put(Metric.DIFFERENT_BINS, Shares.differing(counts, binned, DIFFERENT) / (double) bins.bins());
        values.put(Metric.JSD, Shares.jensenShannon(Shares.of(counts), Shares.of(binned)));
    }

    private static void ofClasses(Features probabilities, double[] reals, Map<Metric, Double> values) {
        double[] shares = Shares.of(OnlineClassifier.count(probabilities));
        values.put(Metric.CAPTURED_CLASSES, (double) Shares.captured(shares, reals, CAPTURED));
        values.put(Metric.EFFECTIVE_MODES, Shares.effectiveModes(shares));
        values.put(Metric.EFFECTIVE_MODES_ORDER_2, Shares.effectiveModesOfOrderTwo(shares));
        values.put(Metric.CLASS_KL, Shares.kullbackLeibler(shares, reals));
        values.put(Metric.CLASS_SCORE, Shares.classScore(probabilities.values(), probabilities.columns()));
    }
}
