package ganflux.monitor.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A series of rows of any length in bounded memory: where it would hold more than {@code capacity} rows, neighbours are
 * merged in pairs and from then on twice as many rows make one. So it always spans the whole run, at a resolution
 * between {@code capacity / 2} and {@code capacity} rows. Rows are neither copied nor changed once added.
 *
 * <p>The first {@code keys} columns of a merged row are those of its last row; every other column is the mean of the
 * finite values, or NaN where there is none. The first column must not fall from row to row.
 */
final class ThinnedSeries {
    private final int capacity;
    private final int keys;
    private final List<double[]> rows = new ArrayList<>();
    private Group pending = new Group();
    private long stride = 1;

    /** Takes an even {@code capacity} of at least 2. */
    ThinnedSeries(int capacity, int keys) {
        if (capacity < 2 || capacity % 2 != 0) {
            throw new IllegalArgumentException("capacity must be even and at least 2 but got " + capacity);
        }
        this.capacity = capacity;
        this.keys = keys;
    }

    void add(double[] row) {
        pending.add(row);
        if (pending.count < stride) {
            return;
        }
        rows.add(pending.merged());
        pending = new Group();
        if (rows.size() == capacity) {
            halve();
        }
    }

    private void halve() {
        for (int i = 0; i < capacity / 2; i++) {
            Group pair = new Group();
            pair.add(rows.get(2 * i));
            pair.add(rows.get(2 * i + 1));
            rows.set(i, pair.merged());
        }
        rows.subList(capacity / 2, capacity).clear();
        stride *= 2;
    }

    /** Forgets every row whose first column is {@code key} or more, and those of a group not complete yet. */
    void removeFrom(double key) {
        rows.removeIf(row -> row[0] >= key);
        pending = new Group();
    }

    /** The rows so far; a group that is not complete yet stands as a last row. */
    List<double[]> rows() {
        List<double[]> all = new ArrayList<>(rows);
        if (pending.count > 0) {
            all.add(pending.merged());
        }
        return Collections.unmodifiableList(all);
    }

    /** Rows on their way to become one. */
    private final class Group {
        private double[] sums = {};
        private int[] finite = {};
        private double[] last = {};
        private long count;

        void add(double[] row) {
            if (count == 0) {
                sums = new double[row.length];
                finite = new int[row.length];
            }
            for (int column = keys; column < row.length; column++) {
                if (Double.isFinite(row[column])) {
                    sums[column] += row[column];
                    finite[column]++;
                }
            }
            last = row;
            count++;
        }

        double[] merged() {
            double[] row = last.clone();
            for (int column = keys; column < row.length; column++) {
                row[column] = finite[column] == 0 ? Double.NaN : sums[column] / finite[column];
            }
            return row;
        }
    }
}
