package ganflux.ingest.source;

import ganflux.ingest.source.UploadDecoder.Decoded;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** What senders are told, as JSON, and how often. Thread-safe. */
final class UploadAnswers {
    private final Map<Integer, LongAdder> counts = new ConcurrentSkipListMap<>();

    /** How many answers of each status were given. */
    Map<Integer, Long> counts() {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
    }

    /** Kafka has all images of the upload. */
    Publisher<Void> stored(HttpServerResponse response, Decoded upload) {
        return send(
                response,
                200,
                "{\"images\":" + upload.images().size() + ",\"rejected\":" + upload.rejected() + ",\"ignored\":"
                        + upload.ignored() + ",\"reasons\":["
                        + upload.reasons().stream().map(UploadAnswers::quoted).collect(Collectors.joining(","))
                        + "]}\n");
    }

    /** Nothing of the upload is known to be stored. */
    Publisher<Void> refuse(HttpServerResponse response, int status, @Nullable String why) {
        return send(response, status, "{\"error\":" + quoted(String.valueOf(why)) + "}\n");
    }

    private Publisher<Void> send(HttpServerResponse response, int status, String json) {
        counts.computeIfAbsent(status, any -> new LongAdder()).increment();
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .sendString(Mono.just(json));
    }

    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }
}
