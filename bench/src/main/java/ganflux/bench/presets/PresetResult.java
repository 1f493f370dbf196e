package ganflux.bench.presets;

import ganflux.bench.DirectTraining;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageShape;
import ganflux.ingest.source.ImageSize;
import ganflux.ingest.source.ImageSource;
import ganflux.ingest.source.SourceOptions;
import ganflux.monitor.diversity.online.Band;
import ganflux.monitor.diversity.online.Evaluation;
import ganflux.monitor.diversity.online.Evaluator;
import ganflux.monitor.diversity.online.Metric;
import ganflux.stream.command.UsageError;
import ganflux.stream.image.GridPng;
import ganflux.trainer.Model;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.preset.Preset;
import java.util.Locale;
import java.util.Optional;

/**
 * What a preset reached from fresh weights.
 *
 * @param preset its name
 * @param data what it was trained on
 * @param steps of training
 * @param seconds that they took
 * @param frechet Frechet distance of fakes, as the monitor measures it
 * @param coverage of reals by fakes, 0 to 1, as the monitor measures it
 * @param grid 64 images as a PNG
 */
@SuppressWarnings("ArrayRecordComponent") // written to a file, never compared
record PresetResult(
        String preset, String data, int steps, double seconds, Measured frechet, Measured coverage, byte[] grid) {
    private static final int FAKES = 512;
    private static final int EVALUATIONS = 10; // of the same fakes: so many calibrate what reals give
    private static final int SHOWN = 64;

    /**
     * A metric.
     *
     * @param fakes of fakes
     * @param reals of as many reals in their place, the median
     */
    record Measured(double fakes, double reals) {
        private static Measured of(Metric metric, Evaluation evaluation) {
            return new Measured(
                    evaluation.value(metric).orElse(Double.NaN),
                    Optional.ofNullable(evaluation.bands().get(metric))
                            .map(Band::median)
                            .orElse(Double.NaN));
        }

        private String text() {
            return String.format(Locale.ROOT, "%.3g (%.3g)", fakes, reals);
        }
    }

    /** Trains {@code preset} on {@code data}, and measures it against images of the same data in another order. */
    static PresetResult of(Preset preset, DataSpec data, long seed, int steps) {
        try (ImageSource source = open(data, preset, seed);
                ImageSource others = open(data, preset, ~seed);
                Model model = new Model(preset, seed, new EngineOptions(EngineKind.AUTO, 0))) {
            double seconds = DirectTraining.run(model, preset, source.images(0), steps);
            Evaluator evaluator = new Evaluator(preset.shape(), seed);
            others.images(0)
                    .take(Evaluator.CAPACITY)
                    .toIterable()
                    .forEach(image -> evaluator.addReals(image.pixels(), new int[0]));
            byte[] fakes = model.samples().fresh(FAKES, steps).pixels();
            Optional<Evaluation> last = Optional.empty();
            for (int i = 0; i < EVALUATIONS; i++) {
                last = evaluator.evaluate(steps, fakes);
            }
            Evaluation evaluation = last.orElseThrow();
            return new PresetResult(
                    preset.name(),
                    source.id(),
                    steps,
                    seconds,
                    Measured.of(Metric.FRECHET_DISTANCE, evaluation),
                    Measured.of(Metric.COVERAGE, evaluation),
                    GridPng.encode(model.samples().fixed(SHOWN), preset.shape()));
        }
    }

    /** Without end, in an order that follows from the seed. */
    private static ImageSource open(DataSpec data, Preset preset, long seed) {
        boolean isSet =
                data instanceof DataSpec.Idx || data instanceof DataSpec.Folder || data instanceof DataSpec.Cifar;
        if (!isSet && !(data instanceof DataSpec.Digits) && !(data instanceof DataSpec.Stacked)) {
            throw new UsageError(
                    "--data must be images that are there: digits, idx:, folder:, cifar10: or stacked-mnist:");
        }
        ImageSize size = new ImageSize(preset.shape().height(), preset.shape().width());
        return data.open(SourceOptions.defaults()
                .withShape(new ImageShape(preset.shape().channels(), size))
                .withSeed(seed)
                .withLoop(isSet)
                .withShuffle(isSet));
    }

    /** Where the grid lies, seen from the table. */
    String gridFile() {
        return "images/presets/" + preset + ".png";
    }

    /** As a row of {@link PresetsBench#TABLE}. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %,d | %.1f | %s | %s | ![%s](%s) |",
                preset,
                data,
                steps,
                seconds / 60,
                frechet.text(),
                coverage.text(),
                "grid of " + preset,
                gridFile());
    }
}
