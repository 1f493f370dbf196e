package ganflux.stream.service;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/**
 * Adds to every answer, errors included, the headers that tell a browser what not to do with it: load anything from
 * elsewhere or run scripts within the page, show it in another site's frame or as its image, guess at its type, name it to
 * other sites, keep it. A route may say otherwise about keeping ({@code Cache-Control}).
 *
 * <p>Sources: W3C, Content Security Policy Level 3; WHATWG, Fetch, 3.6 ({@code nosniff}) and 3.7
 * ({@code Cross-Origin-Resource-Policy}); RFC 9111, 5.2.2.5 ({@code no-store}).
 */
@Sharable
final class GuardedAnswers extends ChannelOutboundHandlerAdapter {
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpResponse response) {
            HttpHeaders headers = response.headers();
            headers.set("Content-Security-Policy", POLICY);
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("X-Content-Type-Options", "nosniff");
            if (!headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
                headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
            }
        }
        super.write(context, message, promise);
    }
}
