package ganflux.monitor.page;

import static ganflux.monitor.page.Answers.parameter;
import static ganflux.monitor.page.Answers.refuse;
import static ganflux.monitor.page.Answers.send;

import com.google.protobuf.ByteString;
import ganflux.monitor.grid.GridHistory;
import ganflux.monitor.grid.NearestPng;
import ganflux.monitor.grid.SampleKind;
import ganflux.monitor.run.Runs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The samples of a run: {@code /samples/KIND.png} with {@code fixed}, {@code fresh}, {@code real} and {@code nearest}
 * draws the sample of {@code ?step=N}, or the newest; {@code /api/grids} names the steps for which {@code fixed.png} is kept
 * through the whole run; {@code /api/points} gives a sample of points in figures. Compression and files take milliseconds, which an event loop has not: another thread does both.
 */
final class ImageRoutes {
    private static final String SUFFIX = ".png";
    private static final String NEAREST = "nearest";

    private final Runs runs;
    private final GridHistory grids;

    ImageRoutes(Runs runs, GridHistory grids) {
        this.runs = runs;
        this.grids = grids;
    }

    void addTo(HttpServerRoutes routes) {
        routes.get("/samples/{file}", this::sample);
        routes.get("/api/grids", this::grids);
        routes.get("/api/points", this::points);
    }

    private Publisher<Void> sample(HttpServerRequest request, HttpServerResponse response) {
        String file = String.valueOf(request.param("file"));
        String kind = file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : "";
        if (!kind.equals(NEAREST) && SampleKind.named(kind).isEmpty()) {
            return refuse(
                    response, 404, "no image " + file + "; there are fixed.png, fresh.png, real.png and nearest.png");
        }
        return ofSample(
                request,
                response,
                Answers.PNG,
                (run, step) -> png(run, kind, step).map(ByteString::copyFrom));
    }

    private Publisher<Void> points(HttpServerRequest request, HttpServerResponse response) {
        return ofSample(
                request,
                response,
                Answers.JSON,
                (run, step) -> runs.sample(run, step).flatMap(PointsJson::of).map(ByteString::copyFromUtf8));
    }

    /** Makes an answer from a run's name and a step, which is null for the newest. */
    private interface FromSample {
        Optional<ByteString> make(String run, @Nullable Long step);
    }

    private Publisher<Void> ofSample(
            HttpServerRequest request, HttpServerResponse response, String type, FromSample answer) {
        String step = parameter(request, "step");
        if (step != null && !step.matches("\\d{1,18}")) {
            return refuse(response, 400, "step must be a whole number but got " + step);
        }
        Optional<String> run = run(request);
        return Mono.fromCallable(() -> run.flatMap(name -> answer.make(name, step == null ? null : Long.valueOf(step))))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(content -> Mono.from(
                        content.isPresent()
                                ? send(kept(response, type), type, content.get())
                                : refuse(response, 404, "no such sample (any more, or yet)")));
    }

    /** A picture is worth keeping; figures are data, which no browser keeps. */
    private static HttpServerResponse kept(HttpServerResponse response, String type) {
        return type.equals(Answers.PNG) ? Answers.keepable(response) : response;
    }

    private Optional<byte[]> png(String run, String kind, @Nullable Long step) {
        Optional<byte[]> drawn = runs.sample(run, step)
                .flatMap(sample -> kind.equals(NEAREST)
                        ? NearestPng.of(sample)
                        : SampleKind.named(kind).flatMap(known -> known.png(sample)));
        if (drawn.isEmpty() && step != null && SampleKind.named(kind).equals(Optional.of(SampleKind.FIXED))) {
            return grids.png(run, step);
        }
        return drawn;
    }

    private Publisher<Void> grids(HttpServerRequest request, HttpServerResponse response) {
        Optional<String> run = run(request);
        return Mono.fromCallable(() -> {
                    Map<String, @Nullable Object> json = new LinkedHashMap<>();
                    json.put("run", run);
                    json.put("steps", run.map(grids::steps).orElse(List.of()));
                    return ByteString.copyFromUtf8(Json.of(json));
                })
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(json -> Mono.from(send(response, Answers.JSON, json)));
    }

    /** The run asked for, or the current one; only one that the monitor knows, so that a made-up name costs nothing. */
    private Optional<String> run(HttpServerRequest request) {
        String asked = parameter(request, "run");
        return asked == null ? runs.current() : Optional.of(asked).filter(runs.names()::contains);
    }
}
