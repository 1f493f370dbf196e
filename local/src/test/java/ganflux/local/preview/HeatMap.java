package ganflux.local.preview;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Draws a heat map: a row for each series, the first one lowest. */
final class HeatMap {
    private static final Color PALE = new Color(0x1d2733);
    private static final Color BLUE = new Color(0x8ab8ff);
    private static final Color WHITE = new Color(0xd8d9da);
    private static final Color DEEP_BLUE = new Color(0x2166ac);
    private static final Color DEEP_RED = new Color(0xb2182b);

    private HeatMap() {}

    static void paint(Panel panel, Plot plot) {
        boolean buckets = panel.json().at("/targets/0/format").asString("").equals("heatmap");
        List<Panel.Line> rows = buckets ? single(panel.lines()) : panel.lines();
        boolean diverges = panel.json().at("/options/color/scheme").asString("").equals("RdBu");
        double exponent = panel.json().at("/options/color/exponent").asDouble(1);
        double most = panel.json().at("/options/color/max").asDouble(greatest(rows));
        for (int row = 0; row < rows.size(); row++) {
            int bottom = plot.y((double) row / rows.size());
            int top = plot.y((row + 1.0) / rows.size());
            double[] values = rows.get(row).series().values();
            for (int i = 0; i < values.length; i++) {
                if (!Double.isNaN(values[i]) && (diverges || values[i] > 0)) {
                    int left = plot.x((double) i / values.length);
                    plot.on().setColor(diverges ? both(values[i] / most) : one(values[i] / most, exponent));
                    plot.on()
                            .fillRect(
                                    left,
                                    top + 1,
                                    plot.x((i + 1.0) / values.length) - left,
                                    Math.max(1, bottom - top - 1));
                }
            }
            plot.label(name(rows.get(row).name(), panel), (bottom + top) / 2);
        }
        plot.times();
    }

    private static String name(String row, Panel panel) {
        String unit = panel.json().at("/options/yAxis/unit").asString("none");
        return unit.equals("none") || row.contains("Inf") ? row : Units.text(Double.parseDouble(row), unit);
    }

    private static Color one(double share, double exponent) {
        return Look.between(PALE, BLUE, Math.pow(Math.max(0, share), exponent));
    }

    private static Color both(double share) {
        return Look.between(WHITE, share < 0 ? DEEP_RED : DEEP_BLUE, Math.abs(share));
    }

    /** Of cumulative buckets what lies in each alone, smallest bound first. */
    private static List<Panel.Line> single(List<Panel.Line> cumulative) {
        List<Panel.Line> sorted = new ArrayList<>(cumulative);
        sorted.sort(Comparator.comparingDouble(line -> bound(line.name())));
        List<Panel.Line> single = new ArrayList<>();
        for (int row = 0; row < sorted.size(); row++) {
            Panel.Line line = sorted.get(row);
            double[] values = line.series().values().clone();
            for (int i = 0; i < values.length && row > 0; i++) {
                values[i] -= sorted.get(row - 1).series().values()[i];
            }
            single.add(new Panel.Line(line.name(), new Series(line.series().labels(), values)));
        }
        return single;
    }

    private static double bound(String le) {
        return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
    }

    private static double greatest(List<Panel.Line> rows) {
        double most = 1e-9;
        for (Panel.Line line : rows) {
            for (double value : line.series().values()) {
                most = Double.isNaN(value) ? most : Math.max(most, value);
            }
        }
        return most;
    }
}
