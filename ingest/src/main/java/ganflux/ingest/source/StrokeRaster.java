package ganflux.ingest.source;

/**
 * A grey canvas on which a round pen draws line segments, anti-aliased by the distance of each pixel's centre from the
 * segment. Own code rather than Java2D's, whose pixels differ between Java versions.
 */
final class StrokeRaster {
    private final ImageSize size;
    private final double softness;
    private final float[] coverage;

    /** An empty canvas; the pen's edge falls off over {@code softness} pixels. */
    StrokeRaster(ImageSize size, double softness) {
        this.size = size;
        this.softness = Math.max(1, softness);
        coverage = new float[size.height() * size.width()];
    }

    /** Draws from {@code from} to {@code to}, both {x, y} in pixels, with a pen of {@code radius} pixels. */
    void segment(double[] from, double[] to, double radius) {
        double reach = radius + softness / 2;
        int left = clamp(Math.min(from[0], to[0]) - reach, size.width());
        int right = clamp(Math.max(from[0], to[0]) + reach + 1, size.width());
        int top = clamp(Math.min(from[1], to[1]) - reach, size.height());
        int bottom = clamp(Math.max(from[1], to[1]) + reach + 1, size.height());
        double dx = to[0] - from[0];
        double dy = to[1] - from[1];
        double inverse = 1 / Math.max(dx * dx + dy * dy, 1e-12);
        for (int y = top; y < bottom; y++) {
            double py = y + 0.5 - from[1];
            for (int x = left; x < right; x++) {
                double px = x + 0.5 - from[0];
                double t = Math.max(0, Math.min(1, (px * dx + py * dy) * inverse));
                double ex = px - t * dx;
                double ey = py - t * dy;
                double square = ex * ex + ey * ey;
                if (square < reach * reach) {
                    float covered = (float) Math.min(1, (reach - Math.sqrt(square)) / softness);
                    int at = y * size.width() + x;
                    coverage[at] = Math.max(coverage[at], covered);
                }
            }
        }
    }

    private static int clamp(double position, int limit) {
        return (int) Math.max(0, Math.min(limit, position));
    }

    /** The canvas as unsigned bytes, row by row: 0 black, {@code ink} times 255 where the pen went. */
    byte[] pixels(double ink) {
        byte[] pixels = new byte[coverage.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(coverage[i] * ink * 255);
        }
        return pixels;
    }
}
