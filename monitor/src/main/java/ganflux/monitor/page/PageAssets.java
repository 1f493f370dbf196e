package ganflux.monitor.page;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The files of the page, read from the jars once: ours, and Chart.js from its WebJar. */
final class PageAssets {
    private static final String WEBJAR = "META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    private static final List<String> SCRIPTS = List.of(
            "page.js",
            "state.js",
            "format.js",
            "tiles.js",
            "alarms.js",
            "metrics.js",
            "points.js",
            "curve.js",
            "charts.js",
            "bars.js",
            "compare.js",
            "grids.js",
            "rounds.js",
            "scatter.js",
            "timeline.js");

    /**
     * A file to serve.
     *
     * @param content its bytes, for any number of answers
     */
    record Asset(String contentType, ByteString content) {}

    private PageAssets() {}

    /** All files by the path that serves them. */
    static Map<String, Asset> load() {
        Map<String, Asset> assets = new LinkedHashMap<>();
        assets.put("/", own("index.html", "text/html; charset=utf-8"));
        assets.put("/assets/page.css", own("page.css", "text/css; charset=utf-8"));
        assets.put("/assets/icon.svg", own("icon.svg", "image/svg+xml"));
        for (String script : SCRIPTS) {
            assets.put("/assets/" + script, own(script, "text/javascript; charset=utf-8"));
        }
        assets.put("/assets/chart.umd.min.js", chartJs());
        return assets;
    }

    private static Asset own(String name, String contentType) {
        return new Asset(contentType, read("ganflux/monitor/page/" + name));
    }

    private static Asset chartJs() {
        Properties webjar = new Properties();
        try (InputStream in = open(WEBJAR)) {
            webjar.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String dist = "META-INF/resources/webjars/chart.js/" + webjar.getProperty("version") + "/dist/";
        return new Asset("text/javascript; charset=utf-8", read(dist + "chart.umd.min.js"));
    }

    private static ByteString read(String resource) {
        try (InputStream in = open(resource)) {
            return ByteString.readFrom(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = PageAssets.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("the class path lacks " + resource + "; the build is incomplete");
        }
        return in;
    }
}
