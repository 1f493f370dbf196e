package ganflux.monitor.diversity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The modes that labelled points lie around, and how points stand to them. A point is of high quality where it lies within
 * {@value #REACH} standard deviations of the nearest mode, and a mode is captured where at least one point lies as near to it
 * (Srivastava et al., VEEGAN, 2017; Lin et al., PacGAN, 2018). Points are only read.
 */
public final class Modes {
    /** How far from its mode a point may lie, in standard deviations of one value. */
    public static final double REACH = 3;

    /** The fewest points of a label that make a mode. */
    public static final int LEAST = 8;

    private final List<Mode> modes;

    /**
     * One of them.
     *
     * @param label of its points
     * @param centre the mean of its points
     * @param deviation the standard deviation of a value around its mean, over all values alike
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on and read, never compared.
    public record Mode(int label, double[] centre, double deviation) {
        private double squaredDistance(Features points, int row) {
            double sum = 0;
            for (int k = 0; k < centre.length; k++) {
                double difference = points.at(row, k) - centre[k];
                sum += difference * difference;
            }
            return sum;
        }

        private boolean reaches(Features points, int row) {
            return squaredDistance(points, row) <= REACH * REACH * deviation * deviation;
        }
    }

    /** Modes that are known, at least one. */
    public Modes(List<Mode> modes) {
        if (modes.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one mode");
        }
        this.modes = List.copyOf(modes);
    }

    /**
     * The modes of labelled points: of each label with at least {@value #LEAST} of them their mean and their deviation from it.
     *
     * @param labels one for each row; negative for not known
     * @return by label; empty where no label has enough points
     */
    public static Optional<Modes> of(Features points, int[] labels) {
        SortedMap<Integer, List<Integer>> rows = new TreeMap<>();
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] >= 0) {
                rows.computeIfAbsent(labels[row], label -> new ArrayList<>()).add(row);
            }
        }
        List<Mode> modes = new ArrayList<>();
        rows.forEach((label, of) -> {
            if (of.size() >= LEAST) {
                modes.add(mode(label, points, of));
            }
        });
        return modes.isEmpty() ? Optional.empty() : Optional.of(new Modes(modes));
    }

    private static Mode mode(int label, Features points, List<Integer> rows) {
        double[] centre = new double[points.columns()];
        for (int row : rows) {
            for (int k = 0; k < centre.length; k++) {
                centre[k] += points.at(row, k) / (double) rows.size();
            }
        }
        Mode narrow = new Mode(label, centre, 0);
        double squares = 0;
        for (int row : rows) {
            squares += narrow.squaredDistance(points, row);
        }
        return new Mode(label, centre, Math.sqrt(squares / (rows.size() - 1) / centre.length));
    }

    /** The label of each. */
    public List<Integer> labels() {
        return modes.stream().map(Mode::label).toList();
    }

    /** How many have at least one of the points within reach. */
    public int captured(Features points) {
        int captured = 0;
        for (Mode mode : modes) {
            boolean any = false;
            for (int row = 0; row < points.rows() && !any; row++) {
                any = mode.reaches(points, row);
            }
            captured += any ? 1 : 0;
        }
        return captured;
    }

    /** The share of points within reach of the mode nearest to them, 0 to 1; NaN of no points. */
    public double highQuality(Features points) {
        int good = 0;
        for (int row = 0; row < points.rows(); row++) {
            good += modes.get(nearest(points, row)).reaches(points, row) ? 1 : 0;
        }
        return good / (double) points.rows();
    }

    private int nearest(Features points, int row) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < modes.size(); i++) {
            double distance = modes.get(i).squaredDistance(points, row);
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }

    /** For each point a row with 1 at the nearest mode and 0 at the others, as a classifier that is always sure gives it. */
    public Features classes(Features points) {
        float[] values = new float[points.rows() * modes.size()];
        for (int row = 0; row < points.rows(); row++) {
            values[row * modes.size() + nearest(points, row)] = 1;
        }
        return new Features(values, modes.size());
    }

    /** The share of labelled points whose nearest mode is their own, 0 to 1; NaN where none has a label. */
    public double accuracy(Features points, int[] labels) {
        int right = 0;
        int known = 0;
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] >= 0) {
                known++;
                right += modes.get(nearest(points, row)).label() == labels[row] ? 1 : 0;
            }
        }
        return right / (double) known;
    }
}
