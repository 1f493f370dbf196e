package ganflux.stream.service;

import ganflux.stream.command.HttpOptions;
import ganflux.stream.command.UserError;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * A service's HTTP side: {@code GET /metrics} in Prometheus text format, {@code GET /healthz} (200 or 503, one line),
 * and whatever routes the service adds. Handlers run on Netty's event loops and must not block.
 */
public final class ServiceEndpoint implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpListener listener;

    private ServiceEndpoint(HttpListener listener) {
        this.listener = listener;
    }

    /**
     * Starts to listen.
     *
     * @throws UserError where the address cannot be bound, with the port and the remedy
     */
    public static ServiceEndpoint start(
            HttpOptions http,
            PrometheusMeterRegistry registry,
            Supplier<Health> health,
            Consumer<HttpServerRoutes> more) {
        return new ServiceEndpoint(HttpListener.start(
                http.host,
                http.port,
                "--http-port " + http.port + " on " + http.host,
                "--http-host " + http.host,
                routes -> {
                    routes.get(
                            "/metrics",
                            (request, response) -> response.header(HttpHeaderNames.CONTENT_TYPE, PROMETHEUS)
                                    .sendString(Mono.fromSupplier(registry::scrape)));
                    routes.get("/healthz", (request, response) -> {
                        Health now = health.get();
                        return response.status(now.ok() ? 200 : 503)
                                .header(HttpHeaderNames.CONTENT_TYPE, TEXT)
                                .sendString(Mono.just(now.reason() + "\n"));
                    });
                    more.accept(routes);
                }));
    }

    /** The port in use, also where 0 was asked for. */
    public int port() {
        return listener.port();
    }

    /** Stops listening, as {@link HttpListener#close} says. */
    @Override
    public void close() {
        listener.close();
    }
}
