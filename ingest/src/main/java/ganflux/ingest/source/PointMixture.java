package ganflux.ingest.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Equally likely normal distributions whose modes are known: data on which mode collapse can be counted. Ring and grid are those
 * of Srivastava et al. (VEEGAN, 2017) and Lin et al. (PacGAN, 2018).
 */
public enum PointMixture {
    /** Eight modes on the circle of radius 1, from (1, 0) on, counter-clockwise; standard deviation 0.01. */
    RING8(.01, ring()),
    /** Twenty-five modes at (x, y), both of -4, -2, 0, 2, 4, by x and then by y; standard deviation 0.05. */
    GRID25(.05, grid()),
    /** One mode: a number with mean 10 and standard deviation 1. */
    GAUSSIAN1D(1, List.of(new double[] {10}));

    private final double deviation;

    @SuppressWarnings("ImmutableEnumChecker") // arrays that nobody changes
    private final List<double[]> modes;

    PointMixture(double deviation, List<double[]> modes) {
        this.deviation = deviation;
        this.modes = List.copyOf(modes);
    }

    private static List<double[]> ring() {
        List<double[]> modes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            modes.add(new double[] {StrictMath.cos(i * Math.PI / 4), StrictMath.sin(i * Math.PI / 4)});
        }
        return modes;
    }

    private static List<double[]> grid() {
        List<double[]> modes = new ArrayList<>();
        for (int x = -4; x <= 4; x += 2) {
            for (int y = -4; y <= 4; y += 2) {
                modes.add(new double[] {x, y});
            }
        }
        return modes;
    }

    /** What a user types: {@code ring8}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many values a point has. */
    public int dimensions() {
        return modes.get(0).length;
    }

    /** Standard deviation of each value around its mode. */
    public double deviation() {
        return deviation;
    }

    /** The modes' centres; a mode's place in the list is its label. Not to be changed. */
    public List<double[]> modes() {
        return modes;
    }
}
