package ganflux.local.preview;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP API of a Prometheus. */
final class Prometheus {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;

    /** At an address such as {@code http://127.0.0.1:9090}. */
    Prometheus(String address) {
        this.address = address;
    }

    /** An expression of a dashboard over time, with all runs and instances chosen. */
    List<Series> range(String expression, TimeRange range) throws IOException, InterruptedException {
        String query = expression
                .replace("$__rate_interval", range.rateInterval() + "s")
                .replaceAll("\"\\$\\w+\"", "\".*\"");
        String body = "query=" + URLEncoder.encode(query, UTF_8) + "&start=" + range.start() + "&end=" + range.end()
                + "&step=" + range.step();
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/api/v1/query_range"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        JsonNode answer = JsonMapper.shared()
                .readTree(http.send(request, BodyHandlers.ofString()).body());
        if (!answer.path("status").asString("").equals("success")) {
            throw new IOException(query + ": " + answer);
        }
        List<Series> series = new ArrayList<>();
        answer.at("/data/result").forEach(result -> series.add(series(result, range)));
        return series;
    }

    private static Series series(JsonNode result, TimeRange range) {
        Map<String, String> labels = new TreeMap<>();
        result.get("metric")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        double[] values = new double[range.points()];
        Arrays.fill(values, Double.NaN);
        for (JsonNode point : result.get("values")) {
            int at = (int) Math.round((point.get(0).asDouble() - range.start()) / range.step());
            values[at] = number(point.get(1).asString(""));
        }
        return new Series(labels, values);
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf", "-Inf", "NaN" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }
}
