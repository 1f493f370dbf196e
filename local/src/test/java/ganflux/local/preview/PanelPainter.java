package ganflux.local.preview;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.util.List;

/** Draws a panel: its frame and title, and by its type a figure, lines, a heat map or states. */
final class PanelPainter {
    private static final int TITLE_HEIGHT = 24;
    private static final int LEGEND_HEIGHT = 16;

    private final Graphics2D on;
    private final TimeRange range;
    private final List<Mark> marks;

    /** A vertical line in every graph, for an event. */
    record Mark(double atSeconds, Color color) {}

    PanelPainter(Graphics2D on, TimeRange range, List<Mark> marks) {
        this.on = on;
        this.range = range;
        this.marks = marks;
    }

    void paint(Panel panel, Rectangle frame) {
        on.setColor(Look.PANEL);
        on.fill(frame);
        on.setColor(Look.EDGE);
        on.draw(frame);
        Look.write(on, panel.title(), Look.TEXT, 13, false, frame.x + 8, frame.y + 17, frame.width - 16);
        Rectangle area = new Rectangle(frame.x, frame.y + TITLE_HEIGHT, frame.width, frame.height - TITLE_HEIGHT);
        if (panel.isEmpty()) {
            Look.write(on, "No data", Look.DIM, 13, false, area.x + area.width / 2 - 24, area.y + area.height / 2, 60);
            return;
        }
        switch (panel.type()) {
            case "stat" -> stat(panel, area);
            case "heatmap" -> HeatMap.paint(panel, Plot.inside(on, area, range, 0));
            case "state-timeline" -> states(panel, area);
            default -> graph(panel, area);
        }
    }

    private void stat(Panel panel, Rectangle area) {
        double value = panel.lines().get(0).series().last();
        boolean judged =
                panel.json().at("/fieldConfig/defaults/color/mode").asString("").equals("thresholds");
        Color color = judged ? Look.named(value >= 1 ? "red" : "green") : Look.TEXT;
        Rectangle lower = new Rectangle(area.x, area.y + area.height / 2, area.width, area.height / 2);
        Plot spark = new Plot(on, lower, range);
        double[] values = panel.lines().get(0).series().values();
        spark.line(
                values, Axis.around(List.of(values), Double.NaN, Double.NaN, false), Look.faded(color, .4), false, 1);
        Look.write(
                on,
                Units.text(value, panel.unit()),
                color,
                28,
                false,
                area.x + 10,
                area.y + area.height / 2 - 2,
                area.width - 12);
    }

    private void graph(Panel panel, Rectangle area) {
        Plot plot = Plot.inside(on, area, range, LEGEND_HEIGHT);
        Axis axis = Axis.around(
                panel.lines().stream().map(line -> line.series().values()).toList(),
                panel.number("min"),
                panel.number("max"),
                panel.isLogarithmic());
        plot.grid(axis, panel.unit());
        marks(plot);
        int legend = area.x + 10;
        for (int i = 0; i < panel.lines().size(); i++) {
            Panel.Line line = panel.lines().get(i);
            Color color = color(panel, line.name(), i);
            panel.override(line.name(), "custom.fillBelowTo")
                    .flatMap(to -> panel.line(to.asString("")))
                    .ifPresent(low ->
                            plot.fill(low.series().values(), line.series().values(), axis, Look.faded(color, .25)));
            double width = panel.override(line.name(), "custom.lineWidth")
                    .map(w -> w.asDouble(1))
                    .orElse(1.0);
            boolean dashed = panel.override(line.name(), "custom.lineStyle").isPresent();
            if (width > 0) {
                plot.line(line.series().values(), axis, color, dashed, (float) width);
            }
            legend = legend(line.name(), color, legend, area);
        }
    }

    private static Color color(Panel panel, String name, int index) {
        return panel.override(name, "color")
                .map(color -> Look.named(color.path("fixedColor").asString("")))
                .orElse(Look.palette(index));
    }

    /** Writes one name and returns where the next one begins. */
    private int legend(String name, Color color, int x, Rectangle area) {
        int y = area.y + area.height - 7;
        int room = area.x + area.width - x - 20;
        if (room < 20) {
            return x;
        }
        on.setColor(color);
        on.fillRect(x, y - 5, 10, 3);
        Look.write(on, name, Look.DIM, 10, false, x + 14, y, room);
        return x + 26 + on.getFontMetrics().stringWidth(name);
    }

    private void marks(Plot plot) {
        on.setStroke(Look.dashed());
        for (Mark mark : marks) {
            double share = range.share(mark.atSeconds);
            if (share >= 0 && share <= 1) {
                on.setColor(mark.color);
                on.drawLine(plot.x(share), plot.area().y, plot.x(share), plot.area().y + plot.area().height);
            }
        }
        on.setStroke(new java.awt.BasicStroke(1));
    }

    private void states(Panel panel, Rectangle area) {
        int names = 190;
        Rectangle bars = new Rectangle(area.x + names, area.y, area.width - names - 10, area.height - 18);
        Plot plot = new Plot(on, bars, range);
        plot.times();
        int rows = panel.lines().size();
        for (int row = 0; row < rows; row++) {
            double height = (double) bars.height / rows;
            int top = (int) (bars.y + row * height);
            Panel.Line line = panel.lines().get(row);
            Look.write(on, line.name(), Look.TEXT, 11, true, bars.x - 8, (int) (top + height * .65), names - 12);
            double[] values = line.series().values();
            for (int i = 0; i < values.length; i++) {
                if (!Double.isNaN(values[i])) {
                    int left = plot.x((double) i / values.length);
                    on.setColor(Look.faded(Look.named(values[i] >= 1 ? "red" : "green"), .7));
                    on.fillRect(left, top, plot.x((i + 1.0) / values.length) - left, (int) (height * .8));
                }
            }
        }
    }
}
