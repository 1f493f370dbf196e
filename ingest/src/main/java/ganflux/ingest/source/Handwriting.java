package ganflux.ingest.source;

/**
 * One writer's way with one digit, drawn at random: pen, slant, rotation, proportions, size, position and an unsteady
 * hand. Turns the strokes of a {@linkplain DigitGlyphs glyph} into line segments on a canvas of pixels.
 */
final class Handwriting {
    private static final int STEPS = 6; // Segments between two points of a stroke: no corner shows at 28 pixels.
    private static final double GLYPH_WIDTH = 60;
    private static final double GLYPH_HEIGHT = 100;
    private static final double BOX = 20.0 / 28.0; // As in MNIST, the digit fills 20 of the 28 pixels.

    private final SplitMix64 random;
    private final ImageSize canvas;
    private final double[][] unsteadiness = new double[4 * 3][2];
    private final double widthFactor;
    private final double slant;
    private final double sine;
    private final double cosine;

    Handwriting(SplitMix64 random, ImageSize canvas) {
        this.random = random;
        this.canvas = canvas;
        widthFactor = random.between(0.85, 1.35);
        slant = 0.12 + 0.17 * random.nextBell();
        double angle = 0.08 * random.nextBell();
        sine = StrictMath.sin(angle);
        cosine = StrictMath.cos(angle);
        for (double[] shift : unsteadiness) {
            shift[0] = 4.5 * random.nextBell();
            shift[1] = 4.5 * random.nextBell();
        }
    }

    /** Draws the glyph with a fresh pen. */
    byte[] write(double[][][] glyph) {
        double[][][] curves = new double[glyph.length][][];
        for (int i = 0; i < glyph.length; i++) {
            double[][] points = new double[glyph[i].length][];
            for (int j = 0; j < points.length; j++) {
                points[j] = lean(shake(glyph[i][j]));
            }
            curves[i] = smooth(points);
        }
        double side = Math.min(canvas.height(), canvas.width());
        double pen = side / 28 * random.between(0.75, 1.75);
        place(curves, side, pen);
        double pressure = random.between(-0.25, 0.25);
        double ink = random.between(0.88, 1.0);
        StrokeRaster raster = new StrokeRaster(canvas, side / 28);
        for (double[][] curve : curves) {
            for (int i = 1; i < curve.length; i++) {
                double along = (double) i / curve.length - 0.5;
                raster.segment(curve[i - 1], curve[i], pen * (1 + pressure * along));
            }
        }
        return raster.pixels(ink);
    }

    /** Shifts a point by a field that varies smoothly over the glyph, so that strokes which meet still do. */
    private double[] shake(double[] point) {
        double column = Math.min(point[0] / GLYPH_WIDTH * 2, 1.999);
        double row = Math.min(point[1] / GLYPH_HEIGHT * 3, 2.999);
        int leftColumn = (int) column;
        int topRow = (int) row;
        int cell = topRow * 3 + leftColumn;
        double right = column - leftColumn;
        double down = row - topRow;
        double[] shaken = new double[2];
        for (int axis = 0; axis < 2; axis++) {
            double above = unsteadiness[cell][axis] * (1 - right) + unsteadiness[cell + 1][axis] * right;
            double below = unsteadiness[cell + 3][axis] * (1 - right) + unsteadiness[cell + 4][axis] * right;
            shaken[axis] = point[axis] + above * (1 - down) + below * down;
        }
        return shaken;
    }

    /** Proportions, slant, then rotation, about the middle of the glyph. */
    private double[] lean(double[] point) {
        double y = point[1] - GLYPH_HEIGHT / 2;
        double x = (point[0] - GLYPH_WIDTH / 2) * widthFactor - slant * y;
        return new double[] {x * cosine - y * sine, x * sine + y * cosine};
    }

    /** A Catmull-Rom spline through the points. */
    private static double[][] smooth(double[][] points) {
        double[][] curve = new double[(points.length - 1) * STEPS + 1][2];
        for (int i = 0; i < points.length - 1; i++) {
            double[] before = points[Math.max(0, i - 1)];
            double[] from = points[i];
            double[] to = points[i + 1];
            double[] after = points[Math.min(points.length - 1, i + 2)];
            for (int step = 0; step < STEPS; step++) {
                double t = (double) step / STEPS;
                for (int axis = 0; axis < 2; axis++) {
                    double linear = to[axis] - before[axis];
                    double square = 2 * before[axis] - 5 * from[axis] + 4 * to[axis] - after[axis];
                    double cube = 3 * (from[axis] - to[axis]) + after[axis] - before[axis];
                    curve[i * STEPS + step][axis] = from[axis] + t / 2 * (linear + t * (square + t * cube));
                }
            }
        }
        curve[curve.length - 1] = points[points.length - 1];
        return curve;
    }

    /** Scales the curves, in place, to the box that MNIST uses and puts their centre of mass near the canvas's. */
    private void place(double[][][] curves, double side, double pen) {
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        double[] sum = new double[2];
        int count = 0;
        for (double[][] curve : curves) {
            for (double[] point : curve) {
                for (int axis = 0; axis < 2; axis++) {
                    low[axis] = Math.min(low[axis], point[axis]);
                    high[axis] = Math.max(high[axis], point[axis]);
                    sum[axis] += point[axis];
                }
                count++;
            }
        }
        double box = side * BOX * random.between(0.9, 1.05) - 2 * pen;
        double scale = box / Math.max(high[0] - low[0], high[1] - low[1]);
        double pixel = side / 28;
        double margin = 1.2 * pen + 1.5 * pixel; // The outermost pixels stay black.
        double[] extent = {canvas.width(), canvas.height()};
        for (int axis = 0; axis < 2; axis++) {
            double centre = scale * (sum[axis] / count + (low[axis] + high[axis]) / 2) / 2;
            double wanted = extent[axis] / 2 - centre + 0.6 * pixel * random.nextBell();
            double shift =
                    Math.max(margin - scale * low[axis], Math.min(extent[axis] - margin - scale * high[axis], wanted));
            for (double[][] curve : curves) {
                for (double[] point : curve) {
                    point[axis] = scale * point[axis] + shift;
                }
            }
        }
    }
}
