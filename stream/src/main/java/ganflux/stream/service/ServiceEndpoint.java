package ganflux.stream.service;

import ganflux.stream.command.HttpOptions;
import ganflux.stream.command.UserError;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * A service's HTTP side: {@code GET /metrics} in Prometheus text format, {@code GET /healthz} (200 or 503, one line),
 * and whatever routes the service adds. Handlers run on Netty's event loops and must not block.
 */
public final class ServiceEndpoint implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final DisposableServer server;

    private ServiceEndpoint(DisposableServer server) {
        this.server = server;
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
        HttpServer server = HttpServer.create().host(http.host).port(http.port).route(routes -> {
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
        });
        try {
            return new ServiceEndpoint(server.bindNow(Duration.ofSeconds(10)));
        } catch (RuntimeException e) {
            Throwable cause = Exceptions.unwrap(e);
            if (cause instanceof BindException || cause.getCause() instanceof BindException) {
                throw new UserError(
                        "--http-port " + http.port + " on " + http.host
                                + " is taken or not allowed; choose another port, or 0 for" + " a free one",
                        e);
            }
            throw new UserError(
                    "--http-host " + http.host + " cannot be listened on: " + cause.getMessage()
                            + "; give an address of this" + " machine",
                    e);
        }
    }

    /** The port in use, also where 0 was asked for. */
    public int port() {
        return ((InetSocketAddress) server.address()).getPort();
    }

    /** Stops listening and waits at most three seconds for open answers. */
    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(3));
    }
}
