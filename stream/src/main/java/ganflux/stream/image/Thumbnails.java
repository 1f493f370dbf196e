package ganflux.stream.image;

/**
 * Makes images small enough to be kept and compared by the thousand: each becomes the rounded means of squares of pixels, the
 * smallest squares that leave no side above {@value #MAX_SIDE}. Images that are no larger stay as they are, and so do points.
 */
public final class Thumbnails {
    /** The longest side of what comes out. */
    public static final int MAX_SIDE = 32;

    private final ImageShape from;
    private final ImageShape to;
    private final int factor;

    /** For images of {@code shape}, to sides of at most {@value #MAX_SIDE}. */
    public Thumbnails(ImageShape shape) {
        this(shape, MAX_SIDE);
    }

    /** For images of {@code shape}, to sides of at most {@code maxSide}. */
    public Thumbnails(ImageShape shape, int maxSide) {
        from = shape;
        factor = (Math.max(shape.height(), shape.width()) + maxSide - 1) / maxSide;
        to = shape.reduced(factor);
    }

    /** How many pixels a side of a square has that becomes one; 1 where images stay as they are. */
    public int factor() {
        return factor;
    }

    /** The shape of what comes out. */
    public ImageShape shape() {
        return to;
    }

    /** Makes images smaller; the same array where they are small already. Squares at an edge may be cut off. */
    public byte[] of(byte[] images) {
        if (factor == 1) {
            return images;
        }
        byte[] small = new byte[from.count(images) * to.size()];
        int planes = small.length / (to.height() * to.width());
        int target = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int y = 0; y < to.height(); y++) {
                for (int x = 0; x < to.width(); x++) {
                    small[target++] = mean(images, plane * from.height() * from.width(), y * factor, x * factor);
                }
            }
        }
        return small;
    }

    private byte mean(byte[] images, int offset, int top, int left) {
        int bottom = Math.min(from.height(), top + factor);
        int right = Math.min(from.width(), left + factor);
        int sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int i = offset + y * from.width() + left; i < offset + y * from.width() + right; i++) {
                sum += images[i] & 0xff;
            }
        }
        int pixels = (bottom - top) * (right - left);
        return (byte) ((sum + pixels / 2) / pixels);
    }
}
