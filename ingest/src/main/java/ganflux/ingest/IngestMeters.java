package ganflux.ingest;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The only place that names ingest's metrics. All of them are there from the beginning, counters at 0. Images are counted
 * when Kafka has acknowledged them: images on the topic = images counted here, over all runs of the source.
 */
final class IngestMeters {
    private static final List<Integer> ANSWERS = List.of(200, 400, 401, 403, 413, 415, 422, 429, 500, 503);

    private IngestMeters() {}

    /** Registers the meters of {@code service}, which is referred to weakly. */
    static void bind(MeterRegistry registry, IngestService service) {
        counter(registry, service, "images", null, "Images acknowledged by Kafka", IngestStats::images);
        counter(registry, service, "batches", null, "Batches acknowledged by Kafka", IngestStats::batches);
        counter(registry, service, "bytes", "bytes", "Bytes of acknowledged records", IngestStats::bytes);
        counter(
                registry,
                service,
                "skipped.images",
                null,
                "Distinct images that could not be read",
                IngestStats::skippedImages);
        counter(
                registry,
                service,
                "paused.for.trainer",
                "seconds",
                "Time for which the source was paused because the trainer was behind",
                stats -> stats.pausedForTrainer().toNanos() / 1e9);
        gauge(registry, service, "in.flight", "bytes", "Bytes sent and not acknowledged", IngestStats::inFlightBytes);
        gauge(registry, service, "next.index", null, "Index of the next image in its source", IngestStats::nextIndex);
        gauge(registry, service, "pass", null, "Pass over a finite source, from 1", IngestStats::pass);
        gauge(
                registry,
                service,
                "untrained.images",
                null,
                "Images produced and not trained; 0 without a limit to it",
                IngestStats::untrainedImages);
        gauge(
                registry,
                service,
                "upload.held",
                "bytes",
                "Bytes of uploads that are not answered yet",
                stats -> stats.uploads().heldBytes());
        ANSWERS.forEach(status -> FunctionCounter.builder(
                        "ganflux.ingest.uploads",
                        service,
                        of -> of.stats().uploads().answers().getOrDefault(status, 0L))
                .tag("status", String.valueOf(status))
                .description("Answers to uploads, by HTTP status")
                .register(registry));
    }

    private static void counter(
            MeterRegistry registry,
            IngestService service,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<IngestStats> value) {
        FunctionCounter.builder("ganflux.ingest." + name, service, of -> value.applyAsDouble(of.stats()))
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    private static void gauge(
            MeterRegistry registry,
            IngestService service,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<IngestStats> value) {
        Gauge.builder("ganflux.ingest." + name, service, of -> value.applyAsDouble(of.stats()))
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }
}
