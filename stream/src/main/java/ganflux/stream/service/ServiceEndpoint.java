package ganflux.stream.service;

import ganflux.stream.command.HttpOptions;
import ganflux.stream.command.UserError;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    private static final Logger log = LoggerFactory.getLogger(ServiceEndpoint.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final DisposableServer server;
    private final ChannelGroup connections;

    private ServiceEndpoint(DisposableServer server, ChannelGroup connections) {
        this.server = server;
        this.connections = connections;
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
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        HttpServer unbound = HttpServer.create().host(http.host).port(http.port).channelGroup(connections);
        HttpServer server = unbound.route(routes -> {
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
            return new ServiceEndpoint(server.bindNow(Duration.ofSeconds(10)), connections);
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

    /**
     * Stops listening, waits at most three seconds for open answers, and closes every connection: one kept alive would go
     * on being answered by a service that has ended.
     */
    @Override
    public void close() {
        try {
            server.disposeNow(Duration.ofSeconds(3));
        } catch (IllegalStateException e) {
            log.debug("Answers were still open when the endpoint was closed", e);
        } finally {
            connections.close().awaitUninterruptibly();
        }
    }
}
