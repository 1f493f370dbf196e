package ganflux.bench.presets;

import ganflux.bench.DirectTraining;
import ganflux.bench.EndlessData;
import ganflux.bench.Quality;
import ganflux.bench.Quality.Measured;
import ganflux.ingest.source.DataSpec;
import ganflux.ingest.source.ImageSource;
import ganflux.monitor.diversity.online.Metric;
import ganflux.stream.image.GridPng;
import ganflux.trainer.Model;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.engine.Precision;
import ganflux.trainer.preset.Preset;
import java.util.Locale;

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
    private static final int SHOWN = 64;

    /** Trains {@code preset} on {@code data}, and measures it against images of the same data in another order. */
    static PresetResult of(Preset preset, DataSpec data, long seed, int steps, Precision precision) {
        try (ImageSource source = EndlessData.open(data, preset, seed);
                ImageSource others = EndlessData.open(data, preset, ~seed);
                Model model = new Model(preset, seed, new EngineOptions(EngineKind.AUTO, 0, precision))) {
            double seconds = DirectTraining.run(model, preset, source.images(0), steps);
            Quality quality =
                    Quality.of(model.samples().fresh(Quality.FAKES, steps).pixels(), others, seed);
            return new PresetResult(
                    preset.name(),
                    source.id(),
                    steps,
                    seconds,
                    quality.get(Metric.FRECHET_DISTANCE),
                    quality.get(Metric.COVERAGE),
                    GridPng.encode(model.samples().fixed(SHOWN), preset.shape()));
        }
    }

    /** Where the grid lies, seen from the table. */
    String gridFile() {
        return "images/presets/" + preset + ".png";
    }

    /** As a row of {@link PresetsBench#TABLE}; {@code suffix} stands behind the steps. */
    String row(String suffix) {
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %,d%s | %.1f | %s | %s | ![%s](%s) |",
                preset,
                data,
                steps,
                suffix,
                seconds / 60,
                frechet.text(),
                coverage.text(),
                "grid of " + preset,
                gridFile());
    }
}
