package ganflux.stream.service;

import ganflux.stream.command.Ports;
import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;

/** An address that is listened on for HTTP. Every answer has the headers of {@link GuardedAnswers}. Handlers run on Netty's event loops and must not block. */
public final class HttpListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpListener.class);
    private static final Duration WHOLE_REQUEST = Duration.ofMinutes(5); // A sender who dawdles must not hold memory.

    private static final GuardedAnswers GUARDED = new GuardedAnswers();

    private final DisposableServer server;
    private final ChannelGroup connections;

    private HttpListener(DisposableServer server, ChannelGroup connections) {
        this.server = server;
        this.connections = connections;
    }

    /**
     * Starts to listen.
     *
     * @param portOption how the user gave the port, such as {@code "--http-port 8080 on 127.0.0.1"}
     * @param hostOption how the user gave the address, such as {@code "--http-host 127.0.0.1"}
     * @throws UsageError where there is no such port
     * @throws UserError where the address cannot be bound, with the option and the remedy
     */
    public static HttpListener start(
            String host, int port, String portOption, String hostOption, Consumer<HttpServerRoutes> routes) {
        if (port < 0 || port > Ports.HIGHEST) {
            throw new UsageError(portOption + " must be 0 to " + Ports.HIGHEST + "; 0 takes a free one");
        }
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        HttpServer server = HttpServer.create()
                .host(host)
                .port(port)
                .requestTimeout(WHOLE_REQUEST)
                .channelGroup(connections)
                .doOnConnection(connection -> connection.addHandlerLast("guarded-answers", GUARDED))
                .route(routes);
        try {
            return new HttpListener(server.bindNow(Duration.ofSeconds(10)), connections);
        } catch (RuntimeException e) {
            Throwable cause = Exceptions.unwrap(e);
            if (!isForeign(cause) && (cause instanceof BindException || cause.getCause() instanceof BindException)) {
                throw new UserError(
                        portOption + " is taken or not allowed; choose another port, or 0 for a free one", e);
            }
            throw new UserError(
                    hostOption + " cannot be listened on: " + cause.getMessage() + "; give an address of this machine",
                    e);
        }
    }

    /** Whether the address is none of this machine, for which Java has the same exception as for a port that is taken. */
    private static boolean isForeign(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> String.valueOf(cause.getMessage()).contains("assign requested address"));
    }

    /** The port in use, also where 0 was asked for. */
    public int port() {
        return address().getPort();
    }

    /** Whether only this machine can reach it. */
    public boolean isLoopback() {
        return address().getAddress().isLoopbackAddress();
    }

    private InetSocketAddress address() {
        return (InetSocketAddress) server.address();
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
            log.debug("Answers were still open when the listener was closed", e);
        } finally {
            connections.close().awaitUninterruptibly();
        }
    }
}
