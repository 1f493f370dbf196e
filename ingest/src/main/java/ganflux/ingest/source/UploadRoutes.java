package ganflux.ingest.source;

import ganflux.ingest.source.UploadDecoder.Decoded;
import ganflux.ingest.upload.BadUploadException;
import ganflux.ingest.upload.UploadLimits;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * {@code POST /images}: takes an upload as a whole, decodes it, queues its images, and answers with success when Kafka has
 * all of them. One upload at a time is decoded, by a thread of its own, as a large image takes much memory. What is held
 * meanwhile is bounded: beyond, senders are told to come back.
 */
final class UploadRoutes {
    static final String PATH = "/images";

    private static final Logger log = LoggerFactory.getLogger(UploadRoutes.class);

    private final BearerToken token;
    private final UploadLimits limits;
    private final UploadBudget budget;
    private final UploadDecoder decoder;
    private final UploadQueue queue;
    private final UploadAnswers answers = new UploadAnswers();
    private final Scheduler decoding = Schedulers.newSingle("ingest-decode", true);

    UploadRoutes(
            BearerToken token, UploadLimits limits, UploadBudget budget, UploadDecoder decoder, UploadQueue queue) {
        this.token = token;
        this.limits = limits;
        this.budget = budget;
        this.decoder = decoder;
        this.queue = queue;
    }

    void addTo(HttpServerRoutes routes) {
        routes.post(PATH, this::post);
    }

    UploadStats stats() {
        return new UploadStats(answers.counts(), budget.held());
    }

    void close() {
        decoding.dispose();
    }

    private Publisher<Void> post(HttpServerRequest request, HttpServerResponse response) {
        if (!token.admits(request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION))) {
            response.header(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
            return refuseUnread(
                    request, response, 401, "the token is missing or wrong; send Authorization: Bearer TOKEN");
        }
        if (!token.isRequired() && isOfAnotherSite(request.requestHeaders())) {
            return refuseUnread(request, response, 403, "a page of another site may not send images without a token");
        }
        String length = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
        if (length != null && isMoreThan(length, limits.bytes())) {
            return refuseUnread(
                    request, response, 413, UploadBody.tooLarge(limits.bytes()).getMessage());
        }
        UploadBody body = new UploadBody(budget, limits.bytes());
        return receive(request, body)
                .flatMap(bytes -> store(request, bytes, body))
                .flatMap(decoded -> Mono.from(answers.stored(response, decoded)))
                .onErrorResume(e -> Mono.from(refuse(response, e)))
                .doFinally(end -> body.release());
    }

    private Mono<Void> refuseUnread(
            HttpServerRequest request, HttpServerResponse response, int status, @Nullable String why) {
        response.keepAlive(false); // what is left of the upload is not read
        return heardOut(request).then(Mono.from(answers.refuse(response, status, why)));
    }

    /**
     * Whether a browser says that a page sends this which does not come from here. A page anywhere may have its visitors'
     * browsers post forms to 127.0.0.1; a browser names the page's site (RFC 6454, 7.2), other senders name none.
     */
    private static boolean isOfAnotherSite(HttpHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        String host = headers.get(HttpHeaderNames.HOST);
        return origin != null
                && !origin.equalsIgnoreCase("http://" + host)
                && !origin.equalsIgnoreCase("https://" + host);
    }

    /**
     * Reads away what a sender is sending, up to twice what is allowed: one who is cut off may not see the answer. Who asks
     * before sending (Expect: 100-continue) is answered at once.
     */
    private Mono<Void> heardOut(HttpServerRequest request) {
        if (request.requestHeaders().containsValue(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true)) {
            return Mono.empty();
        }
        AtomicLong left = new AtomicLong(2L * limits.bytes());
        return request.receive()
                .takeUntil(piece -> left.addAndGet(-piece.readableBytes()) < 0)
                .then();
    }

    private static Mono<byte[]> receive(HttpServerRequest request, UploadBody body) {
        return request.receive()
                .asByteArray()
                .handle((piece, sink) -> {
                    try {
                        body.add(piece);
                    } catch (BadUploadException e) {
                        sink.error(e);
                    }
                })
                .then(Mono.fromCallable(body::bytes));
    }

    /** Decodes and queues an upload; answers when it is on the topic. */
    private Mono<Decoded> store(HttpServerRequest request, byte[] bytes, UploadBody body) {
        Optional<String> type = Optional.ofNullable(request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE));
        return Mono.fromCallable(() -> decode(type, request, bytes))
                .subscribeOn(decoding)
                .flatMap(decoded -> {
                    body.release();
                    long held = decoded.images().stream()
                            .mapToLong(image -> image.pixels().length)
                            .sum();
                    if (!budget.tryTake(held)) { // until they are stored, also where the sender does not wait for that
                        return Mono.error(new UploadBody.BusyException());
                    }
                    CompletableFuture<Boolean> stored = queue.add(decoded.images());
                    return Mono.fromFuture(stored.whenComplete((done, e) -> budget.give(held)), true)
                            .filter(done -> done)
                            .map(done -> decoded)
                            .switchIfEmpty(Mono.error(StoppingException::new));
                });
    }

    /** Reactor passes no LinkageError on, which a Java without its native libraries throws: the sender would wait for ever. */
    private Decoded decode(Optional<String> type, HttpServerRequest request, byte[] bytes) throws IOException {
        try {
            return decoder.decode(type, label(request), bytes);
        } catch (LinkageError e) {
            throw new IllegalStateException("this Java cannot read images of this kind", e);
        }
    }

    private static Optional<String> label(HttpServerRequest request) throws LabelException {
        try {
            List<String> values =
                    new QueryStringDecoder(request.uri()).parameters().getOrDefault("label", List.of());
            return values.stream().findFirst();
        } catch (IllegalArgumentException e) {
            throw new LabelException("the address cannot be read: " + e.getMessage());
        }
    }

    private static boolean isMoreThan(String length, long most) {
        return !length.matches("[0-9]{1,18}") || Long.parseLong(length) > most;
    }

    private Publisher<Void> refuse(HttpServerResponse response, Throwable e) {
        if (e instanceof BadUploadException bad) {
            response.keepAlive(bad.status() != BadUploadException.TOO_LARGE);
            return answers.refuse(response, bad.status(), bad.getMessage());
        }
        if (e instanceof LabelException) {
            return answers.refuse(response, 400, e.getMessage());
        }
        if (e instanceof UploadBody.BusyException) {
            response.header(HttpHeaderNames.RETRY_AFTER, "1");
            return answers.refuse(response, 429, e.getMessage());
        }
        if (e instanceof StoppingException) {
            return answers.refuse(response, 503, e.getMessage());
        }
        if (e instanceof AbortedException) {
            log.info("A sender has gone before the upload was whole; nothing of it is sent");
            return Mono.empty();
        }
        log.warn("An upload failed", e);
        return answers.refuse(response, 500, "the upload could not be taken");
    }

    /** The service is about to end. */
    private static final class StoppingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoppingException() {
            super("stopping; not all of the upload is stored, send it again", null, false, false);
        }
    }

    /** The request's address makes no sense. */
    private static final class LabelException extends IOException {
        private static final long serialVersionUID = 1L;

        LabelException(String message) {
            super(message);
        }
    }
}
