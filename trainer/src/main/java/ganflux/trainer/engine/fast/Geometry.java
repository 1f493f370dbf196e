package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.fast.Stage.Window;

/**
 * How a window moves over an image, rows first.
 *
 * @param before padding above and left
 * @param after padding below and right
 */
record Geometry(long[] strides, long[] before, long[] after) {
    static Geometry of(Window window, Shape in) {
        return new Geometry(
                new long[] {window.rows().stride(), window.columns().stride()},
                new long[] {window.rows().before(in.height()), window.columns().before(in.width())},
                new long[] {window.rows().after(in.height()), window.columns().after(in.width())});
    }
}
