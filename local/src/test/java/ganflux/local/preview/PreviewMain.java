package ganflux.local.preview;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Draws {@code docs/images/grafana-*.png}: what each dashboard shows, from its JSON and the data of a Prometheus that scraped a
 * run and evaluated the recording rules. Not screenshots: Grafana itself is not needed. Arguments: Prometheus' address, the
 * first second and the last one since 1970, the directory of the dashboards, that of the images.
 */
final class PreviewMain {
    private static final int COLUMN = 64;
    private static final int ROW = 32;
    private static final int COLUMNS = 24;
    private static final int HEADER = 44;
    private static final int FOOTER = 28;
    private static final int POINTS = 300;

    private PreviewMain() {}

    public static void main(String[] args) throws Exception {
        Prometheus prometheus = new Prometheus(args[0]);
        long start = Long.parseLong(args[1]);
        long end = Long.parseLong(args[2]);
        TimeRange range = new TimeRange(start, end, Math.max(1, (int) ((end - start) / POINTS)));
        try (Stream<Path> files = Files.list(Path.of(args[3]))) {
            for (Path file : files.sorted().toList()) {
                File image = Path.of(
                                args[4],
                                "grafana-" + file.getFileName().toString().replace(".json", ".png"))
                        .toFile();
                ImageIO.write(draw(JsonMapper.shared().readTree(file), prometheus, range), "png", image);
                System.out.println(image);
            }
        }
    }

    private static BufferedImage draw(JsonNode dashboard, Prometheus prometheus, TimeRange range) throws Exception {
        int rows = 0;
        for (JsonNode panel : dashboard.get("panels")) {
            JsonNode place = panel.get("gridPos");
            rows = Math.max(rows, place.get("y").asInt() + place.get("h").asInt());
        }
        BufferedImage image =
                new BufferedImage(COLUMNS * COLUMN + 8, HEADER + rows * ROW + FOOTER, BufferedImage.TYPE_INT_RGB);
        Graphics2D on = image.createGraphics();
        on.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        on.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        on.setColor(Look.BACKGROUND);
        on.fillRect(0, 0, image.getWidth(), image.getHeight());
        Look.write(on, dashboard.get("title").asString(""), Look.TEXT, 18, false, 12, 28, 400);
        PanelPainter painter = new PanelPainter(on, range, marks(dashboard, prometheus, range));
        for (JsonNode panel : dashboard.get("panels")) {
            JsonNode place = panel.get("gridPos");
            Rectangle frame = new Rectangle(
                    4 + place.get("x").asInt() * COLUMN,
                    HEADER + place.get("y").asInt() * ROW,
                    place.get("w").asInt() * COLUMN - 6,
                    place.get("h").asInt() * ROW - 6);
            if (panel.get("type").asString("").equals("row")) {
                String sign = panel.get("collapsed").asBoolean() ? "\u25b8 " : "\u25be ";
                Look.write(on, sign + panel.get("title").asString(""), Look.TEXT, 14, false, 12, frame.y + 20, 800);
            } else {
                painter.paint(Panel.load(panel, prometheus, range), frame);
            }
        }
        String caption =
                "A preview drawn from the dashboard's JSON and the data of a real run; not a screenshot of Grafana.";
        Look.write(on, caption, Look.DIM, 12, false, 12, image.getHeight() - 9, image.getWidth());
        on.dispose();
        return image;
    }

    /** The annotations that are switched on: at the time that the value says, or where the expression begins to have a result. */
    private static List<PanelPainter.Mark> marks(JsonNode dashboard, Prometheus prometheus, TimeRange range)
            throws Exception {
        List<PanelPainter.Mark> marks = new ArrayList<>();
        for (JsonNode annotation : dashboard.at("/annotations/list")) {
            if (!annotation.get("enable").asBoolean()) {
                continue;
            }
            boolean byValue = annotation.get("useValueForTime").asBoolean();
            var color = Look.faded(Look.named(annotation.get("iconColor").asString("")), .45);
            for (Series series : prometheus.range(annotation.get("expr").asString(""), range)) {
                double before = Double.NaN;
                for (int i = 0; i < series.values().length; i++) {
                    double value = series.values()[i];
                    boolean begins = !Double.isNaN(value) && (byValue ? value != before : Double.isNaN(before));
                    if (begins) {
                        double at = byValue ? value / 1000 : range.start() + (double) i * range.step();
                        marks.add(new PanelPainter.Mark(at, color));
                    }
                    before = value;
                }
            }
        }
        return marks;
    }
}
