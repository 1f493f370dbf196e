package ganflux.local.preview;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Path2D;

/**
 * The area of a graph in which lines are drawn.
 *
 * @param on where to draw
 * @param area the place
 * @param range the horizontal axis
 */
record Plot(Graphics2D on, Rectangle area, TimeRange range) {
    private static final int LABELS_WIDTH = 58;
    private static final int TIMES_HEIGHT = 16;

    /** Inside a panel's area, with room for the axes' labels and {@code below} for a legend. */
    static Plot inside(Graphics2D on, Rectangle panel, TimeRange range, int below) {
        return new Plot(
                on,
                new Rectangle(
                        panel.x + LABELS_WIDTH,
                        panel.y + 4,
                        panel.width - LABELS_WIDTH - 8,
                        panel.height - TIMES_HEIGHT - below - 4),
                range);
    }

    int x(double share) {
        return (int) Math.round(area.x + share * area.width);
    }

    int y(double share) {
        return (int) Math.round(area.y + (1 - share) * area.height);
    }

    void grid(Axis axis, String unit) {
        for (double mark : axis.marks(Units.size(axis.high(), unit))) {
            int y = y(axis.share(mark));
            on.setColor(Look.GRID);
            on.drawLine(area.x, y, area.x + area.width, y);
            label(Units.text(mark, unit), y);
        }
        times();
    }

    /** Writes beside the vertical axis. */
    void label(String text, int y) {
        Look.write(on, text, Look.DIM, 10, true, area.x - 5, y + 4, LABELS_WIDTH - 6);
    }

    /** Minutes from the start, below. */
    void times() {
        int minutes = (int) ((range.end() - range.start()) / 60);
        int step = Math.max(1, minutes / 5);
        for (int minute = 0; minute <= minutes; minute += step) {
            int x = x(range.share(range.start() + minute * 60.0));
            if (x + 20 < area.x + area.width) {
                Look.write(on, minute + " min", Look.DIM, 10, false, x, area.y + area.height + 13, 50);
            }
        }
    }

    /** A line with gaps where there are no values; what lies outside of the axis is cut off. */
    void line(double[] values, Axis axis, java.awt.Color color, boolean dashed, float width) {
        Path2D path = new Path2D.Double();
        boolean down = false;
        for (int i = 0; i < values.length; i++) {
            boolean there = !Double.isNaN(values[i]) && (!axis.log() || values[i] > 0);
            if (there) {
                int x = x((double) i / (values.length - 1));
                int y = y(axis.share(values[i]));
                if (down) {
                    path.lineTo(x, y);
                } else {
                    path.moveTo(x, y);
                    path.lineTo(x + 1, y);
                }
            }
            down = there;
        }
        Shape clip = on.getClip();
        on.clip(area);
        on.setColor(color);
        on.setStroke(dashed ? Look.dashed() : new BasicStroke(width));
        on.draw(path);
        on.setStroke(new BasicStroke(1));
        on.setClip(clip);
    }

    /** Fills between two lines where both have values. */
    void fill(double[] low, double[] high, Axis axis, java.awt.Color color) {
        Shape clip = on.getClip();
        on.clip(area);
        on.setColor(color);
        for (int i = 0; i + 1 < low.length; i++) {
            if (!Double.isNaN(low[i] + high[i] + low[i + 1] + high[i + 1])) {
                int left = x((double) i / (low.length - 1));
                int right = x((i + 1.0) / (low.length - 1));
                int top = y(axis.share(high[i]));
                on.fillRect(left, top, right - left, Math.max(1, y(axis.share(low[i])) - top));
            }
        }
        on.setClip(clip);
    }
}
