package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.fast.Stage.Window;

/** How a window moves over an image, rows first, in oneDNN's terms. */
final class Geometry {
    private final long[] strides;
    private final long[] before;
    private final long[] after;

    Geometry(Window window, Shape in) {
        strides = new long[] {window.rows().stride(), window.columns().stride()};
        before = new long[] {window.rows().before(in.height()), window.columns().before(in.width())};
        after = new long[] {window.rows().after(in.height()), window.columns().after(in.width())};
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
}
