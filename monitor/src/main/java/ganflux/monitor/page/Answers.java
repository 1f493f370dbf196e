package ganflux.monitor.page;

import com.google.protobuf.ByteString;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** What all routes of the page ask and answer with; the listener adds the headers that keep the page to itself. */
final class Answers {
    static final String JSON = "application/json; charset=utf-8";
    static final String PNG = "image/png";
    private static final String TEXT = "text/plain; charset=utf-8";

    private Answers() {}

    /** The query's first value of a name; null where there is none or it is empty. */
    static @Nullable String parameter(HttpServerRequest request, String name) {
        List<String> values = new QueryStringDecoder(request.uri()).parameters().get(name);
        return values == null || values.get(0).isEmpty() ? null : values.get(0);
    }

    static Publisher<Void> refuse(HttpServerResponse response, int status, String reason) {
        return send(response.status(status), TEXT, ByteString.copyFromUtf8(reason + "\n"));
    }

    /** Lets a browser keep the answer, if it asks each time whether it still holds: another version may change it. */
    static HttpServerResponse keepable(HttpServerResponse response) {
        return response.header(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    }

    static Publisher<Void> send(HttpServerResponse response, String contentType, ByteString content) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, contentType)
                .header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(content.size()))
                .sendObject(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(content.asReadOnlyByteBuffer())));
    }
}
