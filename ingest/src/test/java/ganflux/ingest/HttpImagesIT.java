package ganflux.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ganflux.broker.KafkaBroker;
import ganflux.ingest.source.ArrivalOptions;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageShape;
import ganflux.ingest.source.ImageSize;
import ganflux.ingest.source.Pictures;
import ganflux.ingest.source.SourceOptions;
import ganflux.ingest.source.UploadOptions;
import ganflux.ingest.upload.Tar;
import ganflux.stream.command.UserError;
import ganflux.stream.service.ServiceMeters;
import ganflux.v1.ImageBatch;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HttpImagesIT {
    @TempDir
    private static Path brokerDir;

    private static KafkaBroker broker;

    @TempDir
    Path dir;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ServiceMeters meters = new ServiceMeters();
    private UploadOptions uploads = new UploadOptions("127.0.0.1:0", Optional.empty(), 1, 50, 1);
    private ImageShape shape = new ImageShape(1, new ImageSize(1, 4));
    private Flow flow = Flow.unlimited();
    private String topic = "";
    private final Deque<IngestService> opened = new ArrayDeque<>();
    private URI address = URI.create("");

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(brokerDir, 0);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void nameTopic(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void close() {
        opened.forEach(IngestService::close);
        meters.close();
    }

    @Test
    void whatWasAnsweredIsOnTheTopic() throws Exception {
        start();
        assertAnswer(post("?label=3", "image/png", Pictures.numbered(1)), 200, counts(1, 0, 0));
        assertThat(onTopic()).containsExactly("1:3");

        byte[] tar = tar("x/cats/1.png", Pictures.numbered(2), "x/dogs/2.png", Pictures.numbered(3));
        assertAnswer(post("", "application/x-tar", tar), 200, counts(2, 0, 0));
        assertThat(onTopic()).containsExactly("1:3", "2:0", "3:1");

        byte[] zip = zip("9/a.png", Pictures.numbered(4), "notes.txt", new byte[1], "b.png", new byte[7]);
        HttpResponse<String> answer = post("", "application/zip", zip);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"images\":1,\"rejected\":1,\"ignored\":1,\"reasons\":"
                        + "[\"b.png: not a PNG, JPEG, BMP or GIF image\"]}\n");

        assertAnswer(post("?label=dogs", "multipart/form-data; boundary=b", form(5, 6)), 200, counts(2, 0, 0));
        assertThat(onTopic()).containsExactly("1:3", "2:0", "3:1", "4:9", "5:1", "6:1");
        assertThat(service().stats().skippedImages()).isEqualTo(1);
        assertThat(service().stats().uploads().heldBytes()).isZero();
        assertThat(meters.registry().scrape())
                .contains(
                        "ganflux_ingest_uploads_total{status=\"200\"} 4.0",
                        "ganflux_ingest_uploads_total{status=\"429\"} 0.0",
                        "ganflux_ingest_upload_held_bytes 0.0");
    }

    @Test
    void eachStartIsAStreamOfItsOwn() throws Exception {
        for (int i = 0; i < 2; i++) {
            start();
            assertThat(post("", "image/png", Pictures.numbered(i)).statusCode()).isEqualTo(200);
            service().close();
        }

        List<ImageBatch> batches = TopicContents.read(client(), topic).batches();
        assertThat(batches).extracting(ImageBatch::getSequence).containsExactly(0L, 0L);
        assertThat(batches).extracting(ImageBatch::getSourceId).doesNotHaveDuplicates();
        assertThat(batches).allMatch(batch -> batch.getSourceId().startsWith("http,start="));
    }

    @Test
    void whatCannotBeUsedIsRefused() throws Exception {
        start();

        assertAnswer(post("", "text/plain", new byte[1]), 415, "content type 'text/plain' is not taken");
        assertAnswer(post("", "image/png", new byte[9]), 422, "none of its images can be read: the image: not a PNG");
        assertAnswer(
                post("", "application/x-tar", tar("a.txt", new byte[1])), 422, "there is no PNG, JPEG, BMP or GIF");
        assertAnswer(post("", "application/zip", new byte[99]), 422, "the zip archive is damaged or cut off");
        assertAnswer(post("?label=-4", "image/png", Pictures.numbered(1)), 422, "the label -4 must be 0 to 999999999");
        for (int more : new int[] {1, 2, 3, 1000, 100_000, 1 << 20}) { // one who is cut off would not see the answer
            assertAnswer(post("", "image/png", new byte[(1 << 20) + more]), 413, "more than the 1048576 bytes allowed");
        }
        HttpRequest chunked = request("", "image/png")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[2 << 20])))
                .build();
        assertAnswer(http.send(chunked, HttpResponse.BodyHandlers.ofString()), 413, "more than the 1048576 bytes");
        assertAnswer(post("", "multipart/form-data; boundary=b", form(new int[51])), 413, "more than the 50 images");
        assertThat(http.send(HttpRequest.newBuilder(address).GET().build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);

        assertThat(TopicContents.read(client(), topic).batches()).isEmpty();
        assertThat(service().stats().uploads().heldBytes()).isZero();
    }

    @Test
    void onlyWhoKnowsTheTokenMaySend() throws Exception {
        uploads = uploads.withTokenFile(Files.writeString(dir.resolve("token"), "secret\n"));
        start();

        for (String shown : List.of("Bearer secre", "Bearer secrett", "Bearer ", "Basic secret", "secret")) {
            HttpRequest request = request("", "image/png")
                    .header("Authorization", shown)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Pictures.numbered(1)))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertAnswer(answer, 401, "the token is missing or wrong; send Authorization: Bearer TOKEN");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        }
        assertThat(post("", "image/png", Pictures.numbered(1)).statusCode()).isEqualTo(401);
        HttpRequest right = request("", "image/png")
                .header("Authorization", "bearer secret")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Pictures.numbered(7)))
                .build();
        assertAnswer(http.send(right, HttpResponse.BodyHandlers.ofString()), 200, counts(1, 0, 0));
        assertThat(onTopic()).containsExactly("7:-1");
    }

    @Test
    void aPageOfAnotherSiteMayNotSend() throws Exception {
        start();
        for (String origin : List.of("https://example.org", "null", "http://127.0.0.1:1")) {
            assertAnswer(postFrom(origin, 1), 403, "a page of another site may not send images without a token");
        }
        assertAnswer(postFrom("http://" + address.getAuthority(), 2), 200, counts(1, 0, 0));
        assertThat(onTopic()).containsExactly("2:-1");
    }

    private HttpResponse<String> postFrom(String origin, int number) throws Exception {
        HttpRequest request = request("", "image/png")
                .header("Origin", origin)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Pictures.numbered(number)))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anUploadThatIsCutOffSendsNothing() throws Exception {
        start();
        byte[] png = Pictures.numbered(1);
        String head = "POST /images HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n";
        for (String length : List.of("Content-Length: " + (png.length + 1), "Transfer-Encoding: chunked")) {
            try (Socket socket = new Socket(address.getHost(), address.getPort())) {
                OutputStream out = socket.getOutputStream();
                out.write((head + length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                if (length.startsWith("T")) {
                    out.write((Integer.toHexString(png.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
                out.write(png);
                await().until(() -> service().stats().uploads().heldBytes() == png.length);
            }
            await().until(() -> service().stats().uploads().heldBytes() == 0);
        }
        assertThat(post("", "image/png", Pictures.numbered(2)).statusCode()).isEqualTo(200);
        assertThat(onTopic()).containsExactly("2:-1");
        assertThat(service().stats().uploads().answers()).isEqualTo(Map.of(200, 1L));
    }

    @Test
    void whoComesWhenMemoryIsFullIsToldToComeBack() throws Exception {
        start();
        try (Socket holder = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = holder.getOutputStream();
            out.write("POST /images HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 900000\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[800_000]);
            await().until(() -> service().stats().uploads().heldBytes() == 800_000);

            HttpResponse<String> answer = post("", "image/png", new byte[500_000]);
            assertAnswer(answer, 429, "too much waits for Kafka; try again later");
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        }
        await().until(() -> service().stats().uploads().heldBytes() == 0);
        assertThat(post("", "image/png", Pictures.numbered(2)).statusCode()).isEqualTo(200);
    }

    /** A small body may hold many bytes of pixels. */
    @Test
    void whoseImagesDoNotFitBesideThoseThatWaitIsToldToComeBack() throws Exception {
        shape = new ImageShape(1, new ImageSize(700, 700));
        flow = Flow.unlimited().withAhead(1); // and nobody trains
        start();
        byte[] png = Pictures.encode(new BufferedImage(700, 700, BufferedImage.TYPE_BYTE_GRAY), "png");
        assertThat(post("", "image/png", png).statusCode()).isEqualTo(200);
        assertThat(post("", "image/png", png).statusCode()).isEqualTo(200);
        for (long held : new long[] {490_000, 980_000}) {
            var unused = http.sendAsync(
                    request("", "image/png")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(png))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            await().until(() -> service().stats().uploads().heldBytes() == held);
        }

        HttpResponse<String> answer = post("", "image/png", png);

        assertAnswer(answer, 429, "too much waits for Kafka; try again later");
        assertThat(service().stats().uploads().heldBytes()).isEqualTo(980_000);
    }

    @Test
    void noAnswerComesBeforeKafkaHasTheImages() throws Exception {
        KafkaBroker other = KafkaBroker.start(dir.resolve("other"), 0);
        int port =
                Integer.parseInt(other.bootstrap().substring(other.bootstrap().lastIndexOf(':') + 1));
        try {
            start(other.bootstrap());
            assertThat(post("", "image/png", Pictures.numbered(1)).statusCode()).isEqualTo(200);
            other.close();

            CompletableFuture<HttpResponse<String>> answer = http.sendAsync(
                    request("", "image/png")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(Pictures.numbered(2)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            await().until(() -> service().stats().inFlightBytes() > 0);
            assertThat(answer).isNotDone();
            assertThat(service().stats().uploads().heldBytes()).isEqualTo(4);

            other = KafkaBroker.start(dir.resolve("other"), port);
            assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(onTopic(other.bootstrap())).containsExactly("1:-1", "2:-1");
        } finally {
            service().close();
            other.close();
        }
    }

    @Test
    void anAddressThatIsTakenIsAnError() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            uploads = uploads.withListen("127.0.0.1:" + taken.getLocalPort());
            assertThatThrownBy(this::start)
                    .isInstanceOf(UserError.class)
                    .hasMessage("--listen 127.0.0.1:" + taken.getLocalPort()
                            + " is taken or not allowed; choose another port, or 0 for a free one");
        }
    }

    private void start() {
        start(broker.bootstrap());
    }

    private void start(String bootstrap) {
        SourceOptions source = SourceOptions.defaults()
                .withShape(shape)
                .withArrivals(ArrivalOptions.defaults().withUploads(uploads));
        IngestService service = new IngestService(
                IngestConfig.of(Map.of("bootstrap.servers", bootstrap), DataSpec.parse("http"), "run")
                        .withTopic(IngestConfig.topic(topic, 2, 1, 1, -1))
                        .withSource(source)
                        .withFlow(flow),
                meters);
        opened.push(service);
        service.start();
        String described = service.describe();
        address = URI.create(described.substring(0, described.indexOf(' ')));
    }

    private IngestService service() {
        return opened.element();
    }

    private static Map<String, String> client() {
        return Map.of("bootstrap.servers", broker.bootstrap());
    }

    /** Number and label of each image, in the order of the numbers. */
    private List<String> onTopic() throws Exception {
        return onTopic(broker.bootstrap());
    }

    private List<String> onTopic(String bootstrap) throws Exception {
        return TopicContents.read(Map.of("bootstrap.servers", bootstrap), topic).numbersAndLabels();
    }

    private HttpRequest.Builder request(String query, String type) {
        return HttpRequest.newBuilder(URI.create(address + query))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", type);
    }

    private HttpResponse<String> post(String query, String type, byte[] body) throws Exception {
        return http.send(
                request(query, type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void assertAnswer(HttpResponse<String> answer, int status, String part) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(part);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    private static String counts(int images, int rejected, int ignored) {
        return "{\"images\":" + images + ",\"rejected\":" + rejected + ",\"ignored\":" + ignored + ",\"reasons\":[]}";
    }

    private static byte[] tar(Object... namesAndContents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            out.writeBytes(Tar.entry('0', (String) namesAndContents[i], (byte[]) namesAndContents[i + 1]));
        }
        out.writeBytes(Tar.end());
        return out.toByteArray();
    }

    private static byte[] zip(Object... namesAndContents) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
                zip.write((byte[]) namesAndContents[i + 1]);
            }
        }
        return out.toByteArray();
    }

    private static byte[] form(int... numbers) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int number : numbers) {
            out.writeBytes("--b\r\nContent-Disposition: form-data; name=image; filename=a.png\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(Pictures.numbered(number));
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes("--b--".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }
}
