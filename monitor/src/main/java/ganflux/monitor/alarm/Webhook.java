package ganflux.monitor.alarm;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import ganflux.v1.AlarmEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.util.retry.Retry;

/**
 * Posts alarms to a URL as JSON: an {@link AlarmEvent} by protobuf's JSON mapping, whose {@code text} chats understand.
 * One at a time and in their order; tries three times within some seconds, and logs and counts what still fails.
 */
public final class Webhook implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Webhook.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int RETRIES = 2;

    private static final int QUEUED = 256;

    private final Sinks.Many<AlarmEvent> queue =
            Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(QUEUED));
    private final Disposable posting;
    private final HttpClient client;
    private final URI url;
    private final Counter sent;
    private final Counter failed;

    /** Posts to {@code url}, and counts in {@code registry}. */
    public Webhook(URI url, MeterRegistry registry) {
        this.url = url;
        client = HttpClient.create()
                .responseTimeout(PATIENCE)
                .headers(headers -> headers.set("Content-Type", "application/json; charset=utf-8"));
        sent = counter(registry, "sent");
        failed = counter(registry, "failed");
        posting = queue.asFlux().concatMap(this::deliver).subscribe(done -> sent.increment());
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("ganflux.webhook.posts")
                .baseUnit("posts")
                .description("Alarms posted to the webhook, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Queues an event to be posted; never blocks. Calls must not overlap. */
    void post(AlarmEvent event) {
        if (queue.tryEmitNext(event).isFailure()) {
            fail(event, new IllegalStateException(QUEUED + " others wait for it"));
        }
    }

    private Mono<Integer> deliver(AlarmEvent event) {
        return client.post()
                .uri(url)
                .send(ByteBufFlux.fromString(Mono.fromCallable(() -> json(event))))
                .response()
                .map(response -> response.status().code())
                .flatMap(code -> code / 100 == 2
                        ? Mono.just(code)
                        : Mono.error(new IllegalStateException("it answered " + code)))
                .retryWhen(Retry.backoff(RETRIES, PAUSE))
                .onErrorResume(failure -> {
                    fail(event, failure);
                    return Mono.empty();
                });
    }

    private static String json(AlarmEvent event) throws InvalidProtocolBufferException {
        return JsonFormat.printer().omittingInsignificantWhitespace().print(event);
    }

    private void fail(AlarmEvent event, Throwable failure) {
        failed.increment();
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        log.warn("The webhook {} did not take {}: {}", shown(url), event.getAlarm(), cause.toString());
    }

    /** {@code url} without its path, query and user, in which chats have their tokens: {@code https://example.org/...}. */
    public static String shown(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + "/...";
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        posting.dispose();
    }
}
