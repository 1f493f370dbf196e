package ganflux.stream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.HttpOptions;
import ganflux.stream.command.UserError;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

@Timeout(60)
class ServiceEndpointTest {
    private final ServiceMeters meters = new ServiceMeters();
    private final AtomicReference<Health> health = new AtomicReference<>(Health.OK);

    @AfterEach
    void close() {
        meters.close();
    }

    private ServiceEndpoint start(String host, int port) {
        HttpOptions options = new HttpOptions();
        options.host = host;
        options.port = port;
        return ServiceEndpoint.start(
                options,
                meters.registry(),
                health::get,
                routes -> routes.get("/own", (request, response) -> response.sendString(Mono.just("own route"))));
    }

    private static HttpResponse<String> get(ServiceEndpoint endpoint, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + endpoint.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void metricsAreInPrometheusTextFormat() throws Exception {
        meters.registry().counter("ganflux.sample").increment(3);
        try (ServiceEndpoint endpoint = start("127.0.0.1", 0)) {
            HttpResponse<String> answer = get(endpoint, "/metrics");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(answer.body())
                    .contains("ganflux_sample_total 3.0", "jvm_memory_used_bytes", "process_uptime_seconds");
        }
    }

    @Test
    void healthIsTwoHundredOrFiveHundredAndThreeWithTheReason() throws Exception {
        try (ServiceEndpoint endpoint = start("127.0.0.1", 0)) {
            assertThat(get(endpoint, "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(endpoint, "/healthz").body()).isEqualTo("ok\n");
            health.set(Health.bad("no broker for 40 s"));
            assertThat(get(endpoint, "/healthz").statusCode()).isEqualTo(503);
            assertThat(get(endpoint, "/healthz").body()).isEqualTo("no broker for 40 s\n");
        }
    }

    @Test
    void servicesAddRoutesAndOthersAreNotFound() throws Exception {
        try (ServiceEndpoint endpoint = start("127.0.0.1", 0)) {
            assertThat(get(endpoint, "/own").body()).isEqualTo("own route");
            assertThat(get(endpoint, "/none").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void everyAnswerIsGuarded() throws Exception {
        health.set(Health.bad("gone"));
        try (ServiceEndpoint endpoint = start("127.0.0.1", 0)) {
            for (String path : new String[] {"/metrics", "/healthz", "/own", "/none"}) {
                HttpHeaders headers = get(endpoint, path).headers();
                assertThat(headers.allValues("Content-Security-Policy"))
                        .as(path)
                        .singleElement()
                        .asString()
                        .startsWith("default-src 'self';")
                        .contains("frame-ancestors 'none'");
                assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
                assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
                assertThat(headers.allValues("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
                assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
            }
        }
    }

    @Test
    void aTakenPortIsNamedWithTheRemedy() {
        try (ServiceEndpoint first = start("127.0.0.1", 0)) {
            assertThatThrownBy(() -> start("127.0.0.1", first.port()))
                    .isInstanceOf(UserError.class)
                    .hasMessage("--http-port " + first.port()
                            + " on 127.0.0.1 is taken or not allowed; choose another port, or 0 for a free one");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        assertThatThrownBy(() -> start("192.0.2.1", 0))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--http-host 192.0.2.1 cannot be listened on: ")
                .hasMessageEndingWith("; give an address of this machine");
    }

    @Test
    void closingFreesThePort() {
        ServiceEndpoint first = start("127.0.0.1", 0);
        int port = first.port();
        first.close();
        try (ServiceEndpoint second = start("127.0.0.1", port)) {
            assertThat(second.port()).isEqualTo(port);
        }
    }
}
