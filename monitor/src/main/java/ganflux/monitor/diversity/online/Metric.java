package ganflux.monitor.diversity.online;

import java.util.Locale;

/** What is measured of fakes against reals. docs/DIVERSITY.md says more of each. */
public enum Metric {
    PRECISION(Bad.LOW, 0, 1, "Share of fakes inside the neighbourhood of some real."),
    RECALL(Bad.LOW, 0, 1, "Share of reals inside the neighbourhood of some fake."),
    DENSITY(Bad.LOW, 0, inf(), "Number of reals' neighbourhoods a fake lies in, over the neighbours k."),
    COVERAGE(Bad.LOW, 0, 1, "Share of reals whose neighbourhood holds a fake."),
    VENDI_RATIO(Bad.LOW, 0, inf(), "Vendi score of fakes over that of as many reals."),
    VENDI_ORDER_2_RATIO(Bad.LOW, 0, inf(), "Vendi score of order 2 of fakes over that of as many reals."),
    KID(Bad.HIGH, -inf(), inf(), "Kernel distance between fakes and reals, unbiased."),
    FRECHET_DISTANCE(Bad.HIGH, 0, inf(), "Squared Frechet distance between fakes and reals."),
    DIFFERENT_BINS(Bad.HIGH, 0, 1, "Share of the reals' bins that hold a significantly different share of the fakes."),
    JSD(Bad.HIGH, 0, Math.log(2), "Jensen-Shannon divergence between the bins of fakes and of reals, in nats."),
    MS_SSIM_EXCESS(Bad.HIGH, -1, 1, "Mean structural similarity of pairs of fakes less that of pairs of reals."),
    NEAREST_NEIGHBOUR_RATIO(
            Bad.LOW, 0, inf(), "Mean distance to the nearest other fake over the same of as many reals."),
    PAIR_DISTANCE_RATIO(Bad.LOW, 0, inf(), "Mean distance between fakes over that between reals."),
    DUPLICATE_PAIRS(Bad.HIGH, 0, inf(), "Pairs of fakes that are near copies."),
    BIRTHDAY_SUPPORT(Bad.LOW, 1, inf(), "Estimated number of different fakes; absent where there are no near copies."),
    CAPTURED_CLASSES(Bad.LOW, 0, inf(), "Classes of reals of which fakes have at least a tenth of the share."),
    EFFECTIVE_MODES(Bad.LOW, 1, inf(), "Exponential of the entropy of the fakes' classes."),
    EFFECTIVE_MODES_ORDER_2(Bad.LOW, 1, inf(), "One over the sum of squares of the fakes' class shares."),
    CLASS_KL(Bad.HIGH, 0, inf(), "Divergence of the fakes' classes from the reals', in nats."),
    CLASS_SCORE(Bad.LOW, 1, inf(), "How surely fakes are of a class and how many classes they are of."),
    CAPTURED_MODES(
            Bad.LOW, 0, inf(), "Modes of labelled points that have at least one fake within 3 standard deviations."),
    HIGH_QUALITY(Bad.LOW, 0, 1, "Share of fakes within 3 standard deviations of the nearest mode of labelled points."),
    DATA_DRIFT(Bad.HIGH, -inf(), inf(), "Kernel distance between the newest reals and those of long ago.");

    /** The side of its band on which a metric is bad. */
    public enum Bad {
        /** Smaller is worse. */
        LOW,
        /** Larger is worse. */
        HIGH
    }

    private final String id = name().toLowerCase(Locale.ROOT);
    private final Bad bad;
    private final double least;
    private final double greatest;
    private final String description;

    Metric(Bad bad, double least, double greatest, String description) {
        this.bad = bad;
        this.least = least;
        this.greatest = greatest;
        this.description = description;
    }

    private static double inf() {
        return Double.POSITIVE_INFINITY;
    }

    /** The name outside of Java: snake case. */
    public String id() {
        return id;
    }

    /** Which side is bad. */
    public Bad bad() {
        return bad;
    }

    /** The smallest value there can be; minus infinity for none. */
    public double least() {
        return least;
    }

    /** The greatest value there can be; infinity for none. */
    public double greatest() {
        return greatest;
    }

    /** One sentence for a person. */
    public String description() {
        return description;
    }
}
