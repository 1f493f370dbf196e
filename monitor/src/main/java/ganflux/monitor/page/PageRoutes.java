package ganflux.monitor.page;

import static ganflux.monitor.page.Answers.parameter;
import static ganflux.monitor.page.Answers.send;

import com.google.protobuf.ByteString;
import ganflux.monitor.alarm.AlarmStatus;
import ganflux.monitor.alarm.Watches;
import ganflux.monitor.grid.GridHistory;
import ganflux.monitor.run.RunView;
import ganflux.monitor.run.Runs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
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
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The page and its data: {@code /} and {@code /assets/...}, {@code /events}, {@code /api/history}, {@code /api/grids},
 * {@code /api/points} and {@code /samples/KIND.png}. The data routes take {@code ?run=NAME}; without it they answer for the current run.
 *
 * <p>The page may load nothing from elsewhere: the listener says so in each answer's Content-Security-Policy. Close this
 * before the server, so that open event streams end.
 */
public final class PageRoutes implements AutoCloseable {
    private final Map<String, PageAssets.Asset> assets = PageAssets.load();
    private final Sinks.One<Boolean> closed = Sinks.one();
    private final Runs runs;
    private final Watches watches;
    private final Clock clock;
    private final EventStream events;
    private final ImageRoutes images;

    /** Serves what {@code runs}, {@code watches} and {@code grids} hold; {@code clock} tells the page the time. */
    public PageRoutes(Runs runs, Watches watches, GridHistory grids, Clock clock) {
        this.runs = runs;
        this.watches = watches;
        this.clock = clock;
        images = new ImageRoutes(runs, grids);
        events = new EventStream(runs, watches, clock, Schedulers.parallel());
    }

    /** Adds the routes. */
    public void addTo(HttpServerRoutes routes) {
        assets.forEach((path, asset) -> routes.get(
                path, (request, response) -> send(Answers.keepable(response), asset.contentType(), asset.content())));
        routes.get("/events", this::events);
        routes.get("/api/history", this::history);
        images.addTo(routes);
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
        return response.sse().send(messages, flushEach -> true);
    }

    private Publisher<Void> history(HttpServerRequest request, HttpServerResponse response) {
        Optional<RunView> view = runs.whole(parameter(request, "run"));
        String json = RunJson.whole(view, alarms(watches, view), runs.names(), clock.millis());
        return send(response, Answers.JSON, ByteString.copyFromUtf8(json));
    }

    static List<AlarmStatus> alarms(Watches watches, Optional<RunView> view) {
        return view.map(RunView::run).map(watches::statuses).orElse(List.of());
    }

    /** Ends the event streams. */
    @Override
    public void close() {
        closed.tryEmitValue(true);
    }
}
