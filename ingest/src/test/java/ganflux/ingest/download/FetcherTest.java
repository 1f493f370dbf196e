package ganflux.ingest.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import ganflux.stream.command.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server on the loopback that cuts transfers off, knows ranges or not, and sends other bytes. */
@Timeout(60)
class FetcherTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(6).nextBytes(CONTENT);
    }

    @TempDir
    Path dir;

    private final List<String> ranges = new CopyOnWriteArrayList<>(); // asked for, "" for the whole
    private final Fetcher fetcher = new Fetcher(Duration.ZERO, Duration.ofMillis(200));
    private final ExecutorService threads = Executors.newCachedThreadPool(); // one may stall
    private HttpServer server;
    private RemoteFile file;
    private volatile boolean knowsRanges = true;
    private volatile int sendsAtOnce = CONTENT.length;
    private final AtomicInteger stalls = new AtomicInteger(); // still to come
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicInteger failures = new AtomicInteger(); // still to come
    private volatile int status = 500;
    private volatile byte[] content = CONTENT;

    @BeforeEach
    void serve() throws Exception {
        file = new RemoteFile(
                "some.bin",
                CONTENT.length,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT)));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/data/some.bin", this::answer);
        server.createContext("/moved/some.bin", exchange -> {
            exchange.getResponseHeaders().add("Location", base("/data/") + "some.bin");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        stopped.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private URI base(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Says how much is to come, and breaks off after {@link #sendsAtOnce}. */
    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(range == null ? "" : range);
        try (exchange) {
            if (failures.getAndDecrement() > 0) {
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            int from = range == null || !knowsRanges
                    ? 0
                    : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            if (from > 0) {
                exchange.getResponseHeaders()
                        .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            exchange.getResponseBody().write(content, from, Math.min(sendsAtOnce, content.length - from));
            if (stalls.getAndDecrement() > 0) {
                exchange.getResponseBody().flush();
                stopped.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean fetch() throws InterruptedException {
        return fetcher.fetch(file, base("/data/"), dir);
    }

    @Test
    void fetchesAFileOnce() throws Exception {
        assertThat(fetch()).isTrue();
        assertThat(dir.resolve("some.bin")).hasBinaryContent(CONTENT);
        assertThat(fetch()).isFalse();
        assertThat(ranges).containsExactly("");
        assertThat(dir.toFile().list()).containsExactly("some.bin");
    }

    @Test
    void fetchesAgainWhatIsNotTheFile() throws Exception {
        Files.write(dir.resolve("some.bin"), new byte[] {1});

        assertThat(fetch()).isTrue();
        assertThat(dir.resolve("some.bin")).hasBinaryContent(CONTENT);
    }

    @Test
    void goesOnWhereATransferWasCutOff() throws Exception {
        sendsAtOnce = 120_000;

        assertThat(fetch()).isTrue();
        assertThat(dir.resolve("some.bin")).hasBinaryContent(CONTENT);
        assertThat(ranges).hasSizeGreaterThanOrEqualTo(3).startsWith("");
        assertThat(ranges.subList(1, ranges.size())).allMatch(range -> range.startsWith("bytes="));
    }

    @Test
    void goesOnWhereAServerFellSilent() throws Exception {
        sendsAtOnce = 200_000;
        stalls.set(1);

        assertThat(fetch()).isTrue();
        assertThat(dir.resolve("some.bin")).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("", "bytes=200000-");
    }

    @Test
    void givesUpOnAServerThatStaysSilent() {
        sendsAtOnce = 0;
        stalls.set(100);

        assertThatThrownBy(this::fetch).isInstanceOf(UserError.class).hasMessageContaining("no byte came for 0 s");
        assertThat(ranges).hasSize(4);
    }

    @Test
    void goesOnInALaterProcess() throws Exception {
        Files.write(dir.resolve("some.bin.part"), Arrays.copyOf(CONTENT, 200_000));

        assertThat(fetch()).isTrue();
        assertThat(dir.resolve("some.bin")).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("bytes=200000-");
    }

    @Test
    void beginsAnewWhereTheServerKnowsNoRanges() throws Exception {
        Files.write(dir.resolve("some.bin.part"), new byte[200_000]);
        knowsRanges = false;

        assertThat(fetch()).isTrue();
        assertThat(dir.resolve("some.bin")).hasBinaryContent(CONTENT);
    }

    @Test
    void triesAgainWhatTheServerMayMend() throws Exception {
        failures.set(2);

        assertThat(fetch()).isTrue();
        assertThat(ranges).hasSize(3);
    }

    @Test
    void givesUpInTheEnd() {
        failures.set(100);

        assertThatThrownBy(this::fetch)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("/data/some.bin cannot be fetched to " + dir)
                .hasMessageContaining("the server answers 500")
                .hasMessageContaining("--mirror URL names another place");
        assertThat(ranges).hasSize(4);
    }

    @Test
    void doesNotAskTwiceForWhatIsNotThere() {
        failures.set(100);
        status = 404;

        assertThatThrownBy(this::fetch)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the server answers 404; --mirror");
        assertThat(ranges).hasSize(1);
    }

    @Test
    void refusesOtherBytes() {
        byte[] other = CONTENT.clone();
        other[7]++;
        content = other;

        assertThatThrownBy(this::fetch)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("but must have " + file.sha256());
        assertThat(dir.toFile().list()).isEmpty();
    }

    @Test
    void takesNoMoreThanTheFileHas() {
        content = Arrays.copyOf(CONTENT, CONTENT.length + 1);
        sendsAtOnce = content.length;

        assertThatThrownBy(this::fetch)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is longer than the 300000 bytes");
    }

    @Test
    void followsARedirection() throws Exception {
        assertThat(fetcher.fetch(file, base("/moved/"), dir)).isTrue();
        assertThat(dir.resolve("some.bin")).hasBinaryContent(CONTENT);
    }

    @Test
    void saysWhereADirectoryCannotBe() throws IOException {
        Path taken = Files.write(dir.resolve("taken"), new byte[1]);

        assertThatThrownBy(() -> fetcher.fetch(file, base("/data/"), taken))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--to " + taken + " cannot be used");
    }
}
