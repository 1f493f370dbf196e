package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.fast.Stage.Window;
import java.util.Arrays;

/** How a window moves over an image, rows first, in oneDNN's terms. */
final class Geometry {
    private final long[] strides;
    private final long[] before;
    private final long[] after;

    /**
     * The window over images of shape {@code in}.
     *
     * @param volumes whether images are a third axis, see {@link ImageLayout} and {@link Fold}
     */
    Geometry(Window window, Shape in, boolean volumes) {
        int axes = volumes ? 3 : 2;
        strides = Arrays.copyOf(
                new long[] {window.rows().stride(), window.columns().stride(), 1}, axes);
        before = Arrays.copyOf(
                new long[] {window.rows().before(in.height()), window.columns().before(in.width()), 0}, axes);
        after = Arrays.copyOf(
                new long[] {window.rows().after(in.height()), window.columns().after(in.width()), 0}, axes);
    }

    long[] strides() {
        return strides.clone();
    }

    /** Padding above and left. */
    long[] before() {
        return before.clone();
    }

    /** Padding below and right. */
    long[] after() {
        return after.clone();
    }

    /** Where tap {@code row} of the window falls on images of shape {@code wide}, from {@code narrow}'s places. */
    Reach rows(long row, Shape narrow, Shape wide) {
        return Reach.of(row, before[0], strides[0], narrow.height(), wide.height());
    }

    /** As {@link #rows}, along the other axis. */
    Reach columns(long column, Shape narrow, Shape wide) {
        return Reach.of(column, before[1], strides[1], narrow.width(), wide.width());
    }
}
