package ganflux.local.preview;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.util.Map;

/** Colours, fonts and small drawing aids. */
final class Look {
    static final Color BACKGROUND = new Color(0x111217);
    static final Color PANEL = new Color(0x181b1f);
    static final Color EDGE = new Color(0x2c3235);
    static final Color GRID = new Color(0x24282d);
    static final Color TEXT = new Color(0xccccdc);
    static final Color DIM = new Color(0x8e8e9a);

    private static final int[] PALETTE = {
        0x7eb26d, 0xeab839, 0x6ed0e0, 0xef843c, 0xe24d42, 0x1f78c1, 0xba43a9, 0x705da0, 0x508642, 0xcca300
    };
    private static final Map<String, Color> NAMED = Map.of(
            "green", new Color(0x73bf69),
            "red", new Color(0xf2495c),
            "orange", new Color(0xff9830),
            "purple", new Color(0xb877d9));

    private Look() {}

    static Color palette(int index) {
        return new Color(PALETTE[index % PALETTE.length]);
    }

    /** A colour by Grafana's name for it or as {@code #rrggbb}. */
    static Color named(String name) {
        return name.startsWith("#") ? Color.decode(name) : NAMED.getOrDefault(name, TEXT);
    }

    static Color faded(Color color, double opacity) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(opacity * 255));
    }

    /** From {@code a} at 0 to {@code b} at 1. */
    static Color between(Color a, Color b, double at) {
        double t = Math.max(0, Math.min(1, at));
        return new Color(
                (int) Math.round(a.getRed() + t * (b.getRed() - a.getRed())),
                (int) Math.round(a.getGreen() + t * (b.getGreen() - a.getGreen())),
                (int) Math.round(a.getBlue() + t * (b.getBlue() - a.getBlue())));
    }

    static BasicStroke dashed() {
        return new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {4, 4}, 0);
    }

    /** Writes text with its left or, where {@code right}, its right end at x, cut to fit a width. */
    static void write(Graphics2D on, String text, Color color, int size, boolean right, int x, int y, int width) {
        on.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
        on.setColor(color);
        FontMetrics metrics = on.getFontMetrics();
        String cut = text;
        while (!cut.isEmpty() && metrics.stringWidth(cut) > width) {
            cut = cut.substring(0, cut.length() - 1);
        }
        on.drawString(cut, right ? x - metrics.stringWidth(cut) : x, y);
    }
}
