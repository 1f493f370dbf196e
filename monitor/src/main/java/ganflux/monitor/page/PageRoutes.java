package ganflux.monitor.page;

import com.google.protobuf.ByteString;
import ganflux.monitor.alarm.AlarmStatus;
import ganflux.monitor.alarm.Watches;
import ganflux.monitor.run.RunView;
import ganflux.monitor.run.Runs;
import ganflux.v1.SampleBatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The page and its data: {@code /} and {@code /assets/...}, {@code /events}, {@code /api/history} and
 * {@code /samples/KIND.png}. The data routes take {@code ?run=NAME}; without it they answer for the current run.
 *
 * <p>The page may load nothing from elsewhere: each answer says so in its Content-Security-Policy. Close this before the
 * server, so that open event streams end.
 */
public final class PageRoutes implements AutoCloseable {
    private static final String JSON = "application/json; charset=utf-8";

    private final Map<String, PageAssets.Asset> assets = PageAssets.load();
    private final Sinks.One<Boolean> closed = Sinks.one();
    private final Runs runs;
    private final Watches watches;
    private final Clock clock;
    private final EventStream events;

    /** Serves what {@code runs} and {@code watches} hold; {@code clock} tells the page the time. */
    public PageRoutes(Runs runs, Watches watches, Clock clock) {
        this.runs = runs;
        this.watches = watches;
        this.clock = clock;
        events = new EventStream(runs, watches, clock, Schedulers.parallel());
    }

    /** Adds the routes. */
    public void addTo(HttpServerRoutes routes) {
        assets.forEach((path, asset) ->
                routes.get(path, (request, response) -> send(response, asset.contentType(), asset.content())));
        routes.get("/events", this::events);
        routes.get("/api/history", this::history);
        routes.get("/samples/{file}", this::sample);
    }

    private Publisher<Void> events(HttpServerRequest request, HttpServerResponse response) {
        AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
        response.withConnection(connection -> channel.set(connection.channel()));
        BooleanSupplier writable = () -> {
            Channel known = channel.get();
            return known == null || known.isWritable();
        };
        Flux<ByteBuf> messages = events.messages(parameter(request, "run"), writable)
                .takeUntilOther(closed.asMono())
                .map(message -> Unpooled.copiedBuffer(message, StandardCharsets.UTF_8));
        return guarded(response).sse().send(messages, flushEach -> true);
    }

    private Publisher<Void> history(HttpServerRequest request, HttpServerResponse response) {
        Optional<RunView> view = runs.whole(parameter(request, "run"));
        String json = RunJson.whole(view, alarms(watches, view), runs.names(), clock.millis());
        return send(response, JSON, ByteString.copyFromUtf8(json));
    }

    static List<AlarmStatus> alarms(Watches watches, Optional<RunView> view) {
        return view.map(RunView::run).map(watches::statuses).orElse(List.of());
    }

    private Publisher<Void> sample(HttpServerRequest request, HttpServerResponse response) {
        String file = String.valueOf(request.param("file"));
        Optional<SampleKind> kind = file.endsWith(".png")
                ? SampleKind.named(file.substring(0, file.length() - ".png".length()))
                : Optional.empty();
        if (kind.isEmpty()) {
            return refuse(response, 404, "no image " + file + "; there are fixed.png, fresh.png and real.png");
        }
        String step = parameter(request, "step");
        if (step != null && !step.matches("\\d{1,18}")) {
            return refuse(response, 400, "step must be a whole number but got " + step);
        }
        Optional<SampleBatch> sample = runs.sample(parameter(request, "run"), step == null ? null : Long.valueOf(step));
        // Compression takes milliseconds, which an event loop has not.
        return Mono.fromCallable(() -> sample.flatMap(kind.get()::png))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(png -> Mono.from(
                        png.isPresent()
                                ? send(response, "image/png", ByteString.copyFrom(png.get()))
                                : refuse(response, 404, "no such sample (any more, or yet)")));
    }

    private static @Nullable String parameter(HttpServerRequest request, String name) {
        List<String> values = new QueryStringDecoder(request.uri()).parameters().get(name);
        return values == null || values.get(0).isEmpty() ? null : values.get(0);
    }

    private static Publisher<Void> refuse(HttpServerResponse response, int status, String reason) {
        return send(response.status(status), "text/plain; charset=utf-8", ByteString.copyFromUtf8(reason + "\n"));
    }

    private static Publisher<Void> send(HttpServerResponse response, String contentType, ByteString content) {
        return guarded(response)
                .header(HttpHeaderNames.CONTENT_TYPE, contentType)
                .header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(content.size()))
                .sendObject(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(content.asReadOnlyByteBuffer())));
    }

    private static HttpServerResponse guarded(HttpServerResponse response) {
        return response.header(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .header("Content-Security-Policy", "default-src 'self'; base-uri 'none'; frame-ancestors 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
    }

    /** Ends the event streams. */
    @Override
    public void close() {
        closed.tryEmitValue(true);
    }
}
